using System.Buffers;

namespace Enterprise.Governance.Ledger.Chain;

/// <summary>Writes the envelopes of events of one run and key; what they have in common is written once. Not thread-safe.</summary>
internal sealed class EnvelopeWriter
{
    private readonly ArrayBufferWriter<byte> _output = new(1024);
    private readonly byte[] _prefix;
    private readonly byte[] _run;

    internal EnvelopeWriter(string alg, string kid, string runId)
    {
        EventEnvelope.WritePrefix(_output, alg);
        _prefix = _output.WrittenSpan.ToArray();
        _output.ResetWrittenCount();
        EventEnvelope.WriteRun(_output, kid, runId);
        _run = _output.WrittenSpan.ToArray();
    }

    internal byte[] Write(ReadOnlySpan<byte> data, long seq, string timestamp, string type)
    {
        _output.ResetWrittenCount();
        _output.Write(_prefix);
        _output.Write(data);
        _output.Write(_run);
        EventEnvelope.WritePlace(_output, seq, timestamp, type);
        return _output.WrittenSpan.ToArray();
    }
}
