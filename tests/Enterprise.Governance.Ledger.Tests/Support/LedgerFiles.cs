using Enterprise.Governance.Conformance;
using Enterprise.Governance.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace Enterprise.Governance.Ledger.Tests.Support;

/// <summary>A ledger in a SQLite file, and a way into that file behind the ledger's back.</summary>
internal sealed class LedgerFiles(SqliteFeatures features = SqliteFeatures.Ledger) : IAsyncDisposable
{
    internal const string Secret = "a secret of the tests, long enough";
    internal static readonly DateTimeOffset Start = new(2026, 11, 22, 19, 0, 0, TimeSpan.Zero);

    private readonly SqliteFiles _files = new(features);

    internal FakeTimeProvider Clock { get; } = new(Start);

    internal string FilePath => _files.FilePath;

    internal static AuditKeyRing DefaultRing { get; } = new(new AuditKey("k0", Secret));

    internal GovernanceSqliteDatabase OpenDatabase() => _files.Open(Clock);

    /// <summary>Opens a ledger with a writer of its own, as another process would.</summary>
    internal ChainLedger Open(AuditKeyRing? ring = null, LedgerOptions? options = null) =>
        new(new SqliteLedgerStore(OpenDatabase()), new ChainSealer(ring ?? DefaultRing, options, Clock));

    /// <summary>Runs SQL as somebody would who has the file and has removed the fence.</summary>
    internal int Forge(string sql, params (string Name, object? Value)[] parameters)
    {
        using SqliteConnection connection = Connect();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "DROP TRIGGER IF EXISTS run_events_no_update; DROP TRIGGER IF EXISTS run_events_no_delete; DROP TRIGGER IF EXISTS run_events_no_replace; DROP TRIGGER IF EXISTS run_event_values_no_update; DROP TRIGGER IF EXISTS run_event_values_no_replace;";
        command.ExecuteNonQuery();
        command.CommandText = sql;
        foreach ((string name, object? value) in parameters)
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return command.ExecuteNonQuery();
    }

    internal SqliteConnection Connect()
    {
        SqliteConnection connection = new($"Data Source={FilePath};Pooling=False");
        connection.Open();
        return connection;
    }

    public ValueTask DisposeAsync() => _files.DisposeAsync();
}
