using System.Collections.Immutable;
using System.Text;
using Enterprise.Governance.Ledger;
using Microsoft.Data.Sqlite;

namespace Enterprise.Governance.Sqlite;

/// <summary>Statements on personal values, to be run inside a unit of work.</summary>
internal static class SqliteValueOperations
{
    internal static void Insert(SqliteSession session, StoredEvent row)
    {
        foreach (PersonalValue value in row.PersonalValues)
        {
            session.Execute(
                "INSERT INTO run_event_values (run_id, seq, path, value, salt) VALUES ($run, $seq, $path, $value, $salt);",
                ("$run", row.RunId), ("$seq", row.Seq), ("$path", value.Path), ("$value", Encoding.UTF8.GetString(value.Value.Span)), ("$salt", value.Salt.ToArray()));
        }
    }

    /// <summary>Reads the values beside the events from <paramref name="first"/> to before <paramref name="end"/>.</summary>
    internal static List<(long Seq, PersonalValue Value)> Read(SqliteSession session, string runId, long first, long end)
    {
        using SqliteDataReader reader = session.Query(
            "SELECT seq, path, value, salt FROM run_event_values WHERE run_id = $run AND seq >= $first AND seq < $end ORDER BY seq, path;", ("$run", runId), ("$first", first), ("$end", end));
        List<(long, PersonalValue)> values = [];
        while (reader.Read())
            values.Add((reader.GetInt64(0), ReadRow(reader)));
        return values;
    }

    /// <summary>Deletes the values of a run. The connection overwrites what it deletes.</summary>
    internal static long Erase(SqliteSession session, string runId) => session.Execute("DELETE FROM run_event_values WHERE run_id = $run;", ("$run", runId));

    /// <summary>Tells whether the run is one of Core's and was erased: its salt is empty. A ledger alone has no table of runs.</summary>
    internal static bool IsErased(SqliteSession session, string runId) =>
        session.ScalarLong("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'runs';") > 0
        && session.ScalarLong("SELECT count(*) FROM runs WHERE run_id = $run AND length(salt) = 0;", ("$run", runId)) > 0;

    /// <summary>Takes the values of one event off a reader of <c>seq, path, value, salt</c> that stands on a row; passes over values of events before it.</summary>
    internal static ImmutableArray<PersonalValue> Take(SqliteDataReader reader, long seq, ref bool hasRow)
    {
        while (hasRow && reader.GetInt64(0) < seq)
            hasRow = reader.Read();
        if (!hasRow || reader.GetInt64(0) != seq)
            return [];
        ImmutableArray<PersonalValue>.Builder values = ImmutableArray.CreateBuilder<PersonalValue>();
        for (; hasRow && reader.GetInt64(0) == seq; hasRow = reader.Read())
            values.Add(ReadRow(reader));
        return values.ToImmutable();
    }

    private static PersonalValue ReadRow(SqliteDataReader reader) =>
        new(reader.TextExact(1), reader.GetFieldValue<byte[]>(2), reader.GetFieldValue<byte[]>(3));
}
