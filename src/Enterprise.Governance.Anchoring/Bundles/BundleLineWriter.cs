using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Enterprise.Governance.Json;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Anchoring.Bundles;

/// <summary>Writes the lines of bundles and of personal values: canonical JSON, so that there is one way to write each.</summary>
internal static class BundleLineWriter
{
    internal static void WriteHeader(IBufferWriter<byte> line, long events, string runId)
    {
        line.Write("{\"events\":"u8);
        WriteNumber(line, events);
        line.Write(",\"format\":"u8);
        CanonicalJson.WriteString(BundleFormat.Bundle, line);
        line.Write(",\"run_id\":"u8);
        CanonicalJson.WriteString(runId, line);
        line.Write("}"u8);
    }

    internal static void WriteEvent(IBufferWriter<byte> line, StoredEvent row)
    {
        line.Write("{\"canonical\":"u8);
        WriteText(line, row.Canonical);
        line.Write(",\"hash\":"u8);
        CanonicalJson.WriteString(row.Hash, line);
        line.Write(",\"seq\":"u8);
        WriteNumber(line, row.Seq);
        line.Write("}"u8);
    }

    internal static void WritePolicySet(IBufferWriter<byte> line, string version, ReadOnlyMemory<byte>? document)
    {
        line.Write("{\"document\":"u8);
        if (document is { } text)
            WriteText(line, text);
        else
            line.Write("null"u8);
        line.Write(",\"version\":"u8);
        CanonicalJson.WriteString(version, line);
        line.Write("}"u8);
    }

    internal static void WriteProof(IBufferWriter<byte> line, IndexedAnchorLeaf leaf, ImmutableArray<MerkleHash> inclusion, SignedNote checkpoint, NoteVerifierKey key)
    {
        line.Write("{\"checkpoint\":"u8);
        CanonicalJson.WriteString(checkpoint.ToString(), line);
        line.Write(",\"inclusion\":["u8);
        for (int i = 0; i < inclusion.Length; i++)
        {
            line.Write(i == 0 ? ""u8 : ","u8);
            CanonicalJson.WriteString(inclusion[i].ToString(), line);
        }

        line.Write("],\"key\":"u8);
        CanonicalJson.WriteString(key.ToString(), line);
        line.Write(",\"leaf\":{\"content_root\":"u8);
        CanonicalJson.WriteString(leaf.Leaf.ContentRoot.ToString(), line);
        line.Write(",\"hash\":"u8);
        CanonicalJson.WriteString(leaf.Leaf.Hash, line);
        line.Write(",\"index\":"u8);
        WriteNumber(line, leaf.Index);
        line.Write(",\"seq\":"u8);
        WriteNumber(line, leaf.Leaf.Seq);
        line.Write("}}"u8);
    }

    internal static void WritePersonalHeader(IBufferWriter<byte> line, string runId)
    {
        line.Write("{\"format\":"u8);
        CanonicalJson.WriteString(BundleFormat.Personal, line);
        line.Write(",\"run_id\":"u8);
        CanonicalJson.WriteString(runId, line);
        line.Write("}"u8);
    }

    internal static void WritePersonalValue(IBufferWriter<byte> line, long seq, PersonalValue value)
    {
        line.Write("{\"path\":"u8);
        CanonicalJson.WriteString(value.Path, line);
        line.Write(",\"salt\":"u8);
        CanonicalJson.WriteString(Convert.ToHexStringLower(value.Salt.Span), line);
        line.Write(",\"seq\":"u8);
        WriteNumber(line, seq);
        line.Write(",\"value\":"u8);
        WriteText(line, value.Value);
        line.Write("}"u8);
    }

    private static void WriteText(IBufferWriter<byte> line, ReadOnlyMemory<byte> utf8) => CanonicalJson.WriteString(Encoding.UTF8.GetString(utf8.Span), line);

    private static void WriteNumber(IBufferWriter<byte> line, long number)
    {
        _ = number.TryFormat(line.GetSpan(20), out int written, default, CultureInfo.InvariantCulture);
        line.Advance(written);
    }
}
