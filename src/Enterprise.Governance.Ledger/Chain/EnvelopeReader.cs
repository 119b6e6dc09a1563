using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Enterprise.Governance.Ledger.Chain;

/// <summary>Holds the envelopes of many events against their columns; what they have in common is written once. Not thread-safe.</summary>
internal sealed class EnvelopeReader
{
    // The columns of an event of the longest run id, and more.
    private const int Room = 2048, MaxSeqDigits = 20;

    private static readonly SearchValues<char> s_plain = SearchValues.Create([.. Enumerable.Range(0x20, 0x5F).Select(static i => (char)i).Where(static c => c is not ('"' or '\\'))]);

    private readonly byte[] _prefix = new byte[Room];
    private readonly byte[] _suffix = new byte[Room];
    private string? _alg, _kid, _runId;
    private int _prefixLength, _runLength;

    /// <inheritdoc cref="EventEnvelope.FindData"/>
    internal ReadOnlyMemory<byte> FindData(StoredEvent row)
    {
        if (!IsShortAndPlain(row.Timestamp) || !IsShortAndPlain(row.Type) || !TryKeep(row))
            return EventEnvelope.FindData(row.Canonical, row);
        Span<byte> rest = _suffix.AsSpan(_runLength);
        Utf8Formatter.TryFormat(row.Seq, rest, out int written);
        rest = rest[written..];
        Append(ref rest, ",\"ts\":\""u8);
        Append(ref rest, row.Timestamp);
        Append(ref rest, "\",\"type\":\""u8);
        Append(ref rest, row.Type);
        Append(ref rest, "\",\"v\":1}"u8);
        int length = _suffix.Length - rest.Length;
        ReadOnlySpan<byte> text = row.Canonical.Span;
        return text.Length > _prefixLength + length && text.EndsWith(_suffix.AsSpan(0, length)) && text.StartsWith(_prefix.AsSpan(0, _prefixLength))
            ? row.Canonical[_prefixLength..^length]
            : default;
    }

    /// <summary>Writes what the events of one run and key have in common, unless it is that of the event before.</summary>
    private bool TryKeep(StoredEvent row)
    {
        if (row.Alg == _alg && row.Kid == _kid && row.RunId == _runId)
            return true;
        if (!IsShortAndPlain(row.Alg) || !IsShortAndPlain(row.Kid) || !IsShortAndPlain(row.RunId))
            return false;
        (_alg, _kid, _runId) = (row.Alg, row.Kid, row.RunId);
        Span<byte> rest = _prefix;
        Append(ref rest, "{\"alg\":\""u8);
        Append(ref rest, row.Alg);
        Append(ref rest, "\",\"data\":"u8);
        _prefixLength = _prefix.Length - rest.Length;
        rest = _suffix;
        Append(ref rest, ",\"kid\":\""u8);
        Append(ref rest, row.Kid);
        Append(ref rest, "\",\"run_id\":\""u8);
        Append(ref rest, row.RunId);
        Append(ref rest, "\",\"seq\":"u8);
        _runLength = _suffix.Length - rest.Length;
        return true;
    }

    // Five such texts fit into the room, with what stands between them.
    private static bool IsShortAndPlain(string text) => text.Length <= (Room / 5) - MaxSeqDigits - 32 && !text.AsSpan().ContainsAnyExcept(s_plain);

    private static void Append(ref Span<byte> rest, ReadOnlySpan<byte> text)
    {
        text.CopyTo(rest);
        rest = rest[text.Length..];
    }

    private static void Append(ref Span<byte> rest, string plain) => rest = rest[Encoding.ASCII.GetBytes(plain, rest)..];
}
