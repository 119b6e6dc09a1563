using System.Diagnostics.Metrics;
using Enterprise.Governance.Conformance;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Policies;
using Microsoft.Data.Sqlite;

namespace Enterprise.Governance.Sqlite.Tests;

public sealed class StoreTelemetryTests : StoreTelemetryConformance, IAsyncLifetime
{
    private readonly SqliteFiles _files = new(SqliteFeatures.Ledger | SqliteFeatures.Policies);

    protected override string DatabaseSystem => "sqlite";

    protected override string CodeWithoutTable => "store_failed";

    protected override ValueTask<(ILedgerStore Ledger, IPolicySetStore Policies)> OpenAsync(IMeterFactory meters)
    {
        GovernanceSqliteDatabase database = _files.Open(TimeProvider.System, meters);
        return new((new SqliteLedgerStore(database), new SqlitePolicySetStore(database)));
    }

    protected override async Task ExecuteAsync(string sql)
    {
        await using SqliteConnection connection = new($"Data Source={_files.FilePath};Pooling=False");
        await connection.OpenAsync();
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    public ValueTask InitializeAsync() => default;

    public ValueTask DisposeAsync() => _files.DisposeAsync();
}
