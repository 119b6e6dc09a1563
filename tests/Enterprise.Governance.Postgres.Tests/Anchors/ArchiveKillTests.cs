using Enterprise.Governance.Conformance;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Postgres.Tests.Anchors;

/// <summary>Archivists on PostgreSQL, in their own role.</summary>
public sealed class ArchiveKillTests(ITestOutputHelper output) : ArchiveKillConformance(output), IAsyncDisposable
{
    private PostgresTestDatabase? _database;
    private GovernancePostgresDatabase? _app;

    protected override async ValueTask<(ILedgerStore Ledger, IAnchorStore Anchors, string Kind, string Location)> OpenAsync()
    {
        _database = await PostgresTestDatabase.CreateAsync(PostgresFeatures.Ledger | PostgresFeatures.Anchoring);
        _app = _database.Open();
        return (new PostgresLedgerStore(_app), new PostgresAnchorStore(_app), "postgres", (await PostgresCluster.GetAsync()).ConnectionString(_database.Name, PostgresCluster.Archivist));
    }

    public async ValueTask DisposeAsync()
    {
        await _app!.DisposeAsync();
        await _database!.DisposeAsync();
    }
}
