using Enterprise.Governance.Ledger.Tests.Support;
using Microsoft.Data.Sqlite;

namespace Enterprise.Governance.Ledger.Tests.Forgery;

/// <summary>What was done to a chain, and where verification must see it first.</summary>
internal sealed partial record Manipulation(string Name, long Seq, VerifyStatus Status = VerifyStatus.Tampered, string? OtherRun = null)
{
    private static readonly string[] Columns = ["ts", "type", "canonical", "prev_hash", "hash", "kid", "alg"];

    internal static Manipulation Make(LedgerFiles files, RandomChain chain, Random random)
    {
        long row = random.Next(1, chain.Count + 1);
        while (true)
        {
            Manipulation? made = random.Next(15) switch
            {
                0 or 1 or 2 => ChangeText(files, row, random),
                3 => ChangeSeq(files, chain, row, random),
                4 => row < chain.Count ? Delete(files, row) : null,
                5 => DeleteTail(files, chain, row),
                6 => ChangeHead(files, chain, random),
                7 => row < chain.Count ? Swap(files, row, random.NextInt64(row + 1, chain.Count + 1)) : null,
                8 => Insert(files, chain, row),
                9 => MoveToOtherRun(files, chain, row),
                10 or 11 => ChangeValues(files, chain, random),
                12 or 13 => Rewrite(files, chain, row, random),
                _ => chain.Rotations > 0 ? OlderKeyComesBack(files, chain) : null,
            };
            if (made is not null)
                return made;
        }
    }

    private static Manipulation ChangeText(LedgerFiles files, long row, Random random)
    {
        string column = Columns[random.Next(Columns.Length)];
        byte[] before = Read(files, column, row), after = before;
        while (after.AsSpan().SequenceEqual(before))
            after = Mutate(before, random);
        files.Forge($"UPDATE run_events SET {column} = CAST($value AS TEXT) WHERE run_id = 'run' AND seq = {row};", ("$value", after)).Should().Be(1);
        return new Manipulation($"{column} changed at {row} to {Convert.ToHexString(after)}", row);
    }

    private static byte[] Mutate(byte[] bytes, Random random)
    {
        byte[] copy = [.. bytes];
        int at = random.Next(Math.Max(1, copy.Length));
        switch (random.Next(6))
        {
            case 0 when copy.Length > 0:
                copy[at] ^= (byte)(1 << random.Next(8));
                return copy;
            case 1:
                return [.. copy[..Math.Min(at, copy.Length)], (byte)random.Next(256), .. copy[Math.Min(at, copy.Length)..]];
            case 2 when copy.Length > 0:
                return [.. copy[..at], .. copy[(at + 1)..]];
            case 3:
                return [.. copy, 0, (byte)'x'];
            case 4:
                return System.Text.Encoding.ASCII.GetBytes(System.Text.Encoding.Latin1.GetString(copy).ToUpperInvariant());
            default:
                return [];
        }
    }

    private static Manipulation ChangeSeq(LedgerFiles files, RandomChain chain, long row, Random random)
    {
        long to = random.Next(3) switch { 0 => -random.Next(5), 1 => long.MaxValue, _ => chain.Count + random.Next(1, 9) };
        files.Forge($"UPDATE run_events SET seq = {to} WHERE run_id = 'run' AND seq = {row};").Should().Be(1);
        return new Manipulation($"seq changed from {row} to {to}", Math.Min(row, to));
    }

    private static Manipulation Delete(LedgerFiles files, long row)
    {
        files.Forge($"DELETE FROM run_events WHERE run_id = 'run' AND seq = {row};").Should().Be(1);
        return new Manipulation($"deleted {row}", row);
    }

    private static Manipulation DeleteTail(LedgerFiles files, RandomChain chain, long from)
    {
        files.Forge($"DELETE FROM run_events WHERE run_id = 'run' AND seq >= {from};").Should().Be((int)(chain.Count - from + 1));
        return new Manipulation($"tail deleted from {from}", from, VerifyStatus.Truncated);
    }

    private static Manipulation Swap(LedgerFiles files, long a, long b)
    {
        files.Forge($"UPDATE run_events SET seq = -1 WHERE run_id = 'run' AND seq = {a}; UPDATE run_events SET seq = {a} WHERE run_id = 'run' AND seq = {b}; UPDATE run_events SET seq = {b} WHERE run_id = 'run' AND seq = -1;");
        return new Manipulation($"swapped {a} and {b}", a);
    }

    private static byte[] Read(LedgerFiles files, string column, long row)
    {
        using SqliteConnection connection = files.Connect();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = $"SELECT CAST({column} AS BLOB) FROM run_events WHERE run_id = 'run' AND seq = {row};";
        return (byte[])command.ExecuteScalar()!;
    }
}
