using Enterprise.Governance.Conformance;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Sqlite;

namespace Enterprise.Governance.Core.Tests.Stores;

public sealed class SqlitePipelineStoreTests : PipelineStoreConformance
{
    private readonly SqliteFiles _files = new(SqliteFeatures.All);

    protected override async ValueTask<PipelineStores> OpenAsync(IAuditKeyProvider keys)
    {
        GovernanceSqliteDatabase database = _files.Open(Clock);
        ChainSealer sealer = new(timeProvider: Clock);
        SqliteLedgerStore ledger = new(database);
        await new LiveAuditKeys(keys, ledger, sealer).OpenAsync();
        return new PipelineStores(
            new SqlitePipelineStore(database, sealer), new SqliteRunStore(database, sealer), new SqliteApprovalStore(database, sealer), ledger, new SqliteCostStore(database),
            new SqliteProjectionStore(database), sealer);
    }

    public override async ValueTask DisposeAsync()
    {
        await _files.DisposeAsync();
        await base.DisposeAsync();
    }
}
