using System.Diagnostics.Metrics;
using Enterprise.Governance.Sqlite;

namespace Enterprise.Governance.Conformance;

/// <summary>A SQLite file in a directory of its own, opened any number of times and removed at the end.</summary>
internal sealed class SqliteFiles(SqliteFeatures features) : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("governance-").FullName;
    private readonly List<GovernanceSqliteDatabase> _opened = [];

    internal string FilePath => Path.Combine(_directory, "governance.db");

    /// <summary>Opens the file with a writer of its own, as another process would.</summary>
    internal GovernanceSqliteDatabase Open(TimeProvider clock, IMeterFactory? meters = null)
    {
        GovernanceSqliteDatabase database = new(
            new GovernanceSqliteOptions { ConnectionString = FilePath, Features = features, BusyTimeout = TimeSpan.FromMinutes(2) }, clock, meters);
        _opened.Add(database);
        return database;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (GovernanceSqliteDatabase database in _opened)
            await database.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
