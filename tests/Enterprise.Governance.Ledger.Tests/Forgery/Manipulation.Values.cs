using Enterprise.Governance.Ledger.Tests.Support;
using Microsoft.Data.Sqlite;

namespace Enterprise.Governance.Ledger.Tests.Forgery;

internal sealed partial record Manipulation
{
    /// <summary>Does something to the personal values beside the chain; nothing if the run has none.</summary>
    private static Manipulation? ChangeValues(LedgerFiles files, RandomChain chain, Random random)
    {
        List<(long Seq, string Path, byte[] Value, byte[] Salt)> values = Values(files);
        if (values.Count == 0)
            return null;
        (long seq, string path, byte[] value, byte[] salt) = values[random.Next(values.Count)];
        string where = $"WHERE run_id = 'run' AND seq = {seq} AND path = '{path}'";
        switch (random.Next(6))
        {
            case 0:
                return Changed("value", $"UPDATE run_event_values SET value = CAST($new AS TEXT) {where};", Different(value), seq);
            case 1:
                return Changed("salt", $"UPDATE run_event_values SET salt = $new {where};", Different(salt), seq);
            case 2:
                // `/x` and `/y` of one event are a flipped bit apart.
                byte[] other = Different(System.Text.Encoding.UTF8.GetBytes(path));
                return values.Exists(v => v.Seq == seq && other.AsSpan().SequenceEqual(System.Text.Encoding.UTF8.GetBytes(v.Path)))
                    ? null
                    : Changed("path", $"UPDATE run_event_values SET path = CAST($new AS TEXT) {where};", other, seq);
            case 3:
                // At another place or none: always where nothing of that path is stored.
                long to = random.Next(2) == 0 ? chain.Count + random.Next(1, 9) : random.Next(-5, chain.Count + 1);
                return values.Exists(v => v.Seq == to && v.Path == path) ? null : Changed($"moved from {seq} to", $"UPDATE run_event_values SET seq = $new {where};", to, to);
            case 4:
                long at = random.Next(1, chain.Count + 3);
                return values.Exists(v => v.Seq == at && v.Path == path)
                    ? null
                    : Changed("inserted at", $"INSERT INTO run_event_values SELECT run_id, $new, path, value, salt FROM run_event_values {where};", at, at);
            default:
                // Somebody who has a value of the run swaps it with another one of the same place, salt and all.
                (long Seq, string Path, byte[] Value, byte[] Salt) later = values.Find(v => v.Path == path && v.Seq > seq);
                return later.Path is null
                    ? null
                    : Changed("swapped with", $"UPDATE run_event_values SET seq = -1 {where}; UPDATE run_event_values SET seq = {seq} WHERE run_id = 'run' AND path = '{path}' AND seq = $new; UPDATE run_event_values SET seq = $new WHERE run_id = 'run' AND seq = -1;", later.Seq, seq);
        }

        Manipulation Changed(string what, string sql, object to, long found)
        {
            files.Forge(sql, ("$new", to)).Should().BePositive();
            return new Manipulation($"values: {what} {(to is byte[] bytes ? Convert.ToHexString(bytes) : to)}, {path} of {seq}", found);
        }

        byte[] Different(byte[] bytes)
        {
            byte[] after = bytes;
            while (after.AsSpan().SequenceEqual(bytes))
                after = Mutate(bytes, random);
            return after;
        }
    }

    private static List<(long Seq, string Path, byte[] Value, byte[] Salt)> Values(LedgerFiles files)
    {
        using SqliteConnection connection = files.Connect();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT seq, path, CAST(value AS BLOB), salt FROM run_event_values WHERE run_id = 'run';";
        using SqliteDataReader reader = command.ExecuteReader();
        List<(long, string, byte[], byte[])> values = [];
        while (reader.Read())
            values.Add((reader.GetInt64(0), reader.GetString(1), reader.GetFieldValue<byte[]>(2), reader.GetFieldValue<byte[]>(3)));
        return values;
    }
}
