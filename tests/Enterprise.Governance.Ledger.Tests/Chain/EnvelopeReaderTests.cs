using System.Text;
using CsCheck;
using Enterprise.Governance.Ledger.Chain;

namespace Enterprise.Governance.Ledger.Tests.Chain;

/// <summary>What verification does in buffers of its own gives what the plain way gives, whatever a forger wrote into the columns.</summary>
public sealed class EnvelopeReaderTests
{
    private static readonly string[] s_known =
        ["k0", "run-1", "note", "sha256", "hmac-sha256", "", "2026-11-22T19:00:00.123456Z", "a\"b", "back\\slash", "\u0001", "\u00e9", "\ud800", "\u007f", new string('x', 500)];

    private static readonly Gen<string> s_text = Gen.OneOf(Gen.Int[0, s_known.Length - 1].Select(static i => s_known[i]), Gen.String[Gen.Char[' ', '~'], 0, 40]);

    private static readonly Gen<StoredEvent> s_rows =
        from alg in s_text from kid in s_text from run in s_text from timestamp in s_text from type in s_text from seq in Gen.Long from cut in Gen.Int[0, 3] from data in s_text
        from other in s_text from changed in Gen.Int[0, 9]
        select Row([alg, kid, run, timestamp, type], seq, data, cut, changed, other);

    [Fact]
    public void FindData_OfAnyRows_IsThatOfTheEnvelope() => s_rows.List[1, 6].Sample(static rows =>
    {
        EnvelopeReader reader = new();
        foreach (StoredEvent row in rows.SelectMany(static row => (StoredEvent[])[row, row]))
            reader.FindData(row).ToArray().Should().Equal(EventEnvelope.FindData(row.Canonical, row).ToArray());
    }, iter: 10_000);

    [Theory]
    [InlineData(AuditKeyAlgorithm.Sha256)]
    [InlineData(AuditKeyAlgorithm.HmacSha256)]
    public void Hash_OfAnyRows_IsThatOfTheFormat(string algorithm)
    {
        AuditKey key = new("k0", "a-test-secret-of-at-least-32-bytes!", algorithm);
        AuditKey other = new("k1", "another-test-secret-of-at-least-32-bytes!", AuditKeyAlgorithm.HmacSha256);
        (from previous in s_text from length in Gen.Int[0, 6_000] select (previous, length)).List[1, 4].Sample(events =>
        {
            using ChainHasher hasher = new();
            byte[] actual = new byte[ChainHasher.Size];
            foreach ((string previous, int length) in events)
            {
                byte[] canonical = new byte[length];
                Random.Shared.NextBytes(canonical);
                hasher.Compute(key, algorithm, previous, canonical, actual);
                actual.Should().Equal(FormatHash.Compute(key, algorithm, previous, canonical));
                hasher.Compute(other, other.Algorithm, previous, canonical, actual);
                actual.Should().Equal(FormatHash.Compute(other, other.Algorithm, previous, canonical));
            }
        });
    }

    /// <summary>Makes a row whose text is that of its columns, but for one of them or for its end.</summary>
    private static StoredEvent Row(string[] columns, long seq, string data, int cut, int changed, string other)
    {
        byte[] canonical = new EnvelopeWriter(columns[0], columns[1], columns[2]).Write(Encoding.UTF8.GetBytes(data), seq, columns[3], columns[4]);
        if (changed < columns.Length)
            columns = [.. columns.Select((column, i) => i == changed ? other : column)];
        return new StoredEvent(columns[2], changed == columns.Length ? unchecked(seq + 1) : seq, columns[3], columns[4], canonical.AsMemory(0, Math.Max(0, canonical.Length - cut)), "", "", columns[1], columns[0]);
    }
}
