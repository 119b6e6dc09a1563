using Enterprise.Governance.Ledger;
using HostTransaction;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Enterprise.Governance.Postgres.Tests.Ledger;

/// <summary>samples/HostTransaction: an order and its event commit or roll back together, with plain Npgsql and with EF Core.</summary>
public sealed class HostTransactionSampleTests : IAsyncLifetime
{
    private PostgresTestDatabase _database = null!;
    private GovernancePostgresDatabase _opened = null!;
    private ChainLedger _ledger = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await PostgresTestDatabase.CreateAsync(PostgresFeatures.Ledger);
        _opened = _database.Open();
        _ledger = new ChainLedger(new PostgresLedgerStore(_opened), new ChainSealer(AuditKeyRing.Parse(new string('s', 40), null)));

        // Deferred: a second order with an id fails no earlier than at the commit.
        await using NpgsqlConnection owner = await _database.OwnerDataSource.OpenConnectionAsync();
        await PostgresCluster.ExecuteAsync(owner, $"""
            CREATE TABLE public.orders (id text PRIMARY KEY DEFERRABLE INITIALLY DEFERRED, customer text NOT NULL, cents bigint NOT NULL);
            GRANT SELECT, INSERT ON public.orders TO {PostgresCluster.App};
            """);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Order_Committed_HasItsEvent(bool withContext)
    {
        PendingReceipt receipt = await PlaceAsync(withContext, "run", "o-1");

        (await OrdersAsync()).Should().Be(1);
        (await _ledger.GetHeadAsync("run"))!.Should().Match<RunHead>(head => head.Seq == 1 && head.Hash == receipt.Hash);
        (await _ledger.VerifyAsync("run"))!.Status.Should().Be(VerifyStatus.Intact);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Order_ThatFailsToCommit_LeavesNoEvent(bool withContext)
    {
        await PlaceAsync(withContext, "run", "o-1");

        await this.Awaiting(test => test.PlaceAsync(withContext, "run", "o-1")).Should().ThrowAsync<PostgresException>();

        (await OrdersAsync()).Should().Be(1);
        (await _ledger.GetHeadAsync("run"))!.Seq.Should().Be(1);
        (await PlaceAsync(withContext, "run", "o-2")).Seq.Should().Be(2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Event_ThatIsRefused_LeavesNoOrder(bool withContext)
    {
        await this.Awaiting(test => test.PlaceAsync(withContext, "no\nrun", "o-1")).Should().ThrowAsync<ArgumentException>();

        (await OrdersAsync()).Should().Be(0);
    }

    public async ValueTask DisposeAsync()
    {
        await _opened.DisposeAsync();
        await _database.DisposeAsync();
    }

    private async Task<PendingReceipt> PlaceAsync(bool withContext, string runId, string orderId)
    {
        Order order = new() { Id = orderId, Customer = "Ann", Cents = 1250 };
        if (!withContext)
            return await PlainOrders.PlaceAsync(_database.AppDataSource, _ledger, runId, order);
        await using OrderContext context = new(new DbContextOptionsBuilder<OrderContext>().UseNpgsql(_database.AppDataSource).Options);
        return await ContextOrders.PlaceAsync(context, _ledger, runId, order);
    }

    private async Task<long> OrdersAsync() => (long)(await PostgresTestDatabase.ScalarAsync(_database.AppDataSource, "SELECT count(*) FROM public.orders"))!;
}
