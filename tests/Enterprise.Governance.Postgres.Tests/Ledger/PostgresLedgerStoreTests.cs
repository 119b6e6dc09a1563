using System.Data.Common;
using Enterprise.Governance.Conformance;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Postgres.Tests.Ledger;

public sealed class PostgresLedgerStoreTests : LedgerStoreConformance
{
    private readonly List<GovernancePostgresDatabase> _opened = [];
    private PostgresTestDatabase _database = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _database = await PostgresTestDatabase.CreateAsync(PostgresFeatures.Ledger);
    }

    protected override ValueTask<ILedgerStore> OpenAsync()
    {
        GovernancePostgresDatabase database = _database.Open(Clock);
        _opened.Add(database);
        return new(new PostgresLedgerStore(database));
    }

    protected override async ValueTask<DbTransaction> BeginAsync() => await (await _database.AppDataSource.OpenConnectionAsync()).BeginTransactionAsync();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (GovernancePostgresDatabase database in _opened)
            await database.DisposeAsync();
        await _database.DisposeAsync();
    }
}
