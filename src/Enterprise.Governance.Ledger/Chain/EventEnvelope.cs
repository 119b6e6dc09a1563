using System.Buffers;
using System.Globalization;
using System.Text;
using Enterprise.Governance.Json;

namespace Enterprise.Governance.Ledger.Chain;

/// <summary>
/// The envelope of format 1, <c>{"alg":…,"data":…,"kid":…,"run_id":…,"seq":…,"ts":…,"type":…,"v":1}</c>: everything but the
/// data is fixed by the row's columns, so it is written, and compared, as a prefix and a suffix.
/// </summary>
internal static class EventEnvelope
{
    /// <summary>Returns the data if prefix and suffix are what the columns say, byte for byte; else nothing.</summary>
    internal static ReadOnlyMemory<byte> FindData(ReadOnlyMemory<byte> canonical, StoredEvent row)
    {
        ArrayBufferWriter<byte> expected = new(256);
        WritePrefix(expected, row.Alg);
        int prefix = expected.WrittenCount;
        WriteRun(expected, row.Kid, row.RunId);
        WritePlace(expected, row.Seq, row.Timestamp, row.Type);
        ReadOnlySpan<byte> text = canonical.Span;
        bool matches = text.Length > expected.WrittenCount &&
            text.StartsWith(expected.WrittenSpan[..prefix]) &&
            text.EndsWith(expected.WrittenSpan[prefix..]);
        return matches ? canonical[prefix..^(expected.WrittenCount - prefix)] : default;
    }

    internal static void WritePrefix(ArrayBufferWriter<byte> output, string alg)
    {
        output.Write("{\"alg\":"u8);
        WriteText(output, alg);
        output.Write(",\"data\":"u8);
    }

    internal static void WriteRun(ArrayBufferWriter<byte> output, string kid, string runId)
    {
        output.Write(",\"kid\":"u8);
        WriteText(output, kid);
        output.Write(",\"run_id\":"u8);
        WriteText(output, runId);
    }

    internal static void WritePlace(ArrayBufferWriter<byte> output, long seq, string timestamp, string type)
    {
        output.Write(",\"seq\":"u8);
        seq.TryFormat(output.GetSpan(20), out int written, default, CultureInfo.InvariantCulture);
        output.Advance(written);
        output.Write(",\"ts\":"u8);
        WriteText(output, timestamp);
        output.Write(",\"type\":"u8);
        WriteText(output, type);
        output.Write(",\"v\":1}"u8);
    }

    /// <summary>Writes a canonical string; a column that a forger filled with half a surrogate pair becomes text that matches nothing.</summary>
    private static void WriteText(ArrayBufferWriter<byte> output, string text)
    {
        try
        {
            CanonicalJson.WriteString(text, output);
        }
        catch (ArgumentException)
        {
            output.Write(Encoding.UTF8.GetBytes(text));
        }
    }
}
