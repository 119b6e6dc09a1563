using System.Text;
using Enterprise.Governance.Ledger.Chain;
using Enterprise.Governance.Ledger.Tests.Chain;
using Enterprise.Governance.Ledger.Tests.Support;

namespace Enterprise.Governance.Ledger.Tests.Forgery;

internal sealed partial record Manipulation
{
    private const string Others = "ts, type, canonical, prev_hash, hash, kid, alg";

    private static Manipulation ChangeHead(LedgerFiles files, RandomChain chain, Random random)
    {
        int kind = random.Next(5);
        string sql = kind switch
        {
            0 => "UPDATE run_heads SET seq = seq - 1 WHERE run_id = 'run';",
            1 => "UPDATE run_heads SET hash = upper(hash) || '0' WHERE run_id = 'run';",
            2 => "UPDATE run_heads SET key_generation = key_generation + 1 WHERE run_id = 'run';",
            3 => "DELETE FROM run_heads WHERE run_id = 'run';",
            _ => "UPDATE run_heads SET seq = seq + 1 WHERE run_id = 'run';",
        };
        files.Forge(sql).Should().Be(1);
        return kind == 4
            ? new Manipulation("head beyond the last row", chain.Count + 1, VerifyStatus.Truncated)
            : new Manipulation($"head edited, kind {kind}", chain.Count);
    }

    private static Manipulation Insert(LedgerFiles files, RandomChain chain, long row)
    {
        // Makes room at the row, then repeats the row there, without touching the links.
        for (long seq = chain.Count; seq >= row; seq--)
            files.Forge($"UPDATE run_events SET seq = {seq + 1} WHERE run_id = 'run' AND seq = {seq};");
        files.Forge($"INSERT INTO run_events (run_id, seq, {Others}) SELECT run_id, {row}, {Others} FROM run_events WHERE run_id = 'run' AND seq = {row + 1};").Should().Be(1);
        // The copy is the very event that stood there; what follows it has moved.
        return new Manipulation($"inserted at {row}", row + 1);
    }

    private static Manipulation MoveToOtherRun(LedgerFiles files, RandomChain chain, long row)
    {
        files.Forge($"UPDATE run_events SET run_id = 'other', seq = 4 WHERE run_id = 'run' AND seq = {row};").Should().Be(1);
        return new Manipulation($"moved {row} to another run", row, row == chain.Count ? VerifyStatus.Truncated : VerifyStatus.Tampered, RandomChain.OtherRunId);
    }

    /// <summary>
    /// Somebody who knows the format and not the secret: one fact is added, and from there every hash, every link and the head are
    /// made anew. Only the hash of the row tells.
    /// </summary>
    private static Manipulation Rewrite(LedgerFiles files, RandomChain chain, long row, Random random)
    {
        string prev = Encoding.UTF8.GetString(Read(files, "prev_hash", row));
        bool rehash = random.Next(3) > 0;
        for (long seq = row; seq <= (rehash ? chain.Count : row); seq++)
        {
            string canonical = Encoding.UTF8.GetString(Read(files, "canonical", seq)), alg = Encoding.UTF8.GetString(Read(files, "alg", seq));
            if (seq == row)
                canonical = canonical.Insert(canonical.IndexOf("\"data\":{", StringComparison.Ordinal) + 8, canonical.Contains("\"data\":{}", StringComparison.Ordinal) ? "\"!\":1" : "\"!\":1,");
            string hex = Encoding.UTF8.GetString(Read(files, "hash", seq));
            if (rehash)
            {
                AuditKey guess = new(Encoding.UTF8.GetString(Read(files, "kid", seq)), "a secret that the forger has made up", alg);
                hex = Convert.ToHexStringLower(FormatHash.Compute(guess, alg, prev, Encoding.UTF8.GetBytes(canonical)));
            }

            files.Forge(
                $"UPDATE run_events SET canonical = $canonical, prev_hash = $prev, hash = $hash WHERE run_id = 'run' AND seq = {seq};" +
                $"UPDATE run_heads SET hash = $hash WHERE run_id = 'run' AND seq = {seq};",
                ("$canonical", canonical), ("$prev", prev), ("$hash", hex)).Should().Be(seq == chain.Count ? 2 : 1);
            prev = hex;
        }

        return new Manipulation($"rewritten from {row}, {(rehash ? "with a made-up secret" : "with the old hash")}", row);
    }

    /// <summary>Somebody who still has the first secret, and the database, appends with it: everything fits but the order of keys.</summary>
    private static Manipulation? OlderKeyComesBack(LedgerFiles files, RandomChain chain)
    {
        using Microsoft.Data.Sqlite.SqliteConnection connection = files.Connect();
        using Microsoft.Data.Sqlite.SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT hash, key_generation FROM run_heads WHERE run_id = 'run';";
        string prev;
        using (var reader = command.ExecuteReader())
        {
            reader.Read();
            if (reader.GetInt64(1) == 1)
                return null;
            prev = reader.GetString(0);
        }

        AuditKey old = chain.FirstRing.Active;
        long seq = chain.Count + 1;
        byte[] canonical = new EnvelopeWriter(old.Algorithm, old.Kid, RandomChain.RunId).Write("{}"u8, seq, "2026-11-23T00:00:00.000000Z", "note");
        string hex = Convert.ToHexStringLower(FormatHash.Compute(old, old.Algorithm, prev, canonical));
        files.Forge(
            $"INSERT INTO run_events (run_id, seq, {Others}) VALUES ('run', {seq}, '2026-11-23T00:00:00.000000Z', 'note', CAST($canonical AS TEXT), $prev, $hash, $kid, $alg);" +
            $"UPDATE run_heads SET seq = {seq}, hash = $hash, key_generation = 1 WHERE run_id = 'run';",
            ("$canonical", canonical), ("$prev", prev), ("$hash", hex), ("$kid", old.Kid), ("$alg", old.Algorithm)).Should().Be(2);
        return new Manipulation($"older key at {seq}", seq);
    }
}
