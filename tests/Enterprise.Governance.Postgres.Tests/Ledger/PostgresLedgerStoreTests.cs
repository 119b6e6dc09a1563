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

    protected override ValueTask<ILedgerVerificationStore> OpenScheduleAsync()
    {
        GovernancePostgresDatabase database = _database.Open(Clock);
        _opened.Add(database);
        return new(new PostgresLedgerVerificationStore(database));
    }

    protected override async ValueTask<DbTransaction> BeginAsync() => await (await _database.AppDataSource.OpenConnectionAsync()).BeginTransactionAsync();

    [Fact]
    public async Task AppendInAHostTransaction_RunWasContinuedWithANewerKey_AsksTheProviderAndLeavesNothingOfTheRefusal()
    {
        SwitchableKeys provider = new(new AuditKeyRing(OldKey));
        (ChainLedger ledger, _) = await NewProcessAsync(provider);
        await ledger.AppendAsync("run", Event());
        await (await NewLedgerAsync(new AuditKeyRing(NewKey, OldKey))).AppendAsync("run", Event());
        provider.Ring = new AuditKeyRing(OldKey, NewKey);
        DbTransaction transaction = await BeginAsync();

        IReadOnlyList<PendingReceipt> receipts = await ledger.AppendAsync(transaction, [new RunAppend("another", [Event()]), new RunAppend("run", [Event()])]);
        await CommitAsync(transaction);

        receipts.Select(static receipt => receipt.Seq).Should().Equal(1, 3);
        (await ReadAsync(ledger, "run")).Select(static row => row.Kid).Should().Equal("k0", "k1", "k1");
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (GovernancePostgresDatabase database in _opened)
            await database.DisposeAsync();
        await _database.DisposeAsync();
    }
}
