using System.Transactions;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.TestSupport;

namespace Enterprise.Governance.Postgres.Tests.Ledger;

// A unit that finds nothing before it is flushed by its own caller, and one event after a known head is a transaction of its own.
public sealed partial class KnownHeadTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Append_InAnAmbientTransaction_IsNoPartOfIt(bool isComplete)
    {
        ChainLedger ledger = Open();
        await ledger.AppendAsync("run", Event());
        using (TransactionScope scope = new(TransactionScopeAsyncFlowOption.Enabled))
        {
            if (isComplete)
                scope.Complete();
            (await ledger.AppendAsync("run", Event())).Seq.Should().Be(2);
        }

        await RequireIntactAsync(ledger, "run", 2);
    }

    [Fact]
    public async Task Appends_ThatOneCallerDoesNotAwait_KeepTheirOrder()
    {
        ChainLedger ledger = Open();
        await ledger.OpenAsync();
        for (int round = 0; round < 20; round++)
        {
            AppendReceipt[] receipts = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => ledger.AppendAsync($"run-{round}", Event()).AsTask()));

            receipts.Select(static receipt => receipt.Seq).Should().Equal(Enumerable.Range(1, 10).Select(static seq => (long)seq));
        }
    }

    [Fact]
    public async Task Append_WhoseCommitIsRefused_IsNoReceipt()
    {
        ChainLedger ledger = Open();
        await ledger.AppendAsync("run", Event());
        await PostgresTestDatabase.ScalarAsync(_database.OwnerDataSource, """
            CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = 'check_violation'; END $$;
            CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON governance.run_events DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.refuse();
            """);

        await ledger.Awaiting(static l => l.AppendAsync("run", Event()).AsTask()).Should().ThrowAsync<GovernanceException>().WithMessage("*23514*");

        await PostgresTestDatabase.ScalarAsync(_database.OwnerDataSource, "DROP TRIGGER refuse ON governance.run_events");
        (await ledger.AppendAsync("run", Event())).Seq.Should().Be(2);
        await RequireIntactAsync(ledger, "run", 2);
    }

    [Fact]
    public async Task Dispose_WhileALoneAppendIsUnderWay_WaitsForIt()
    {
        ChainLedger ledger = Open();
        await ledger.AppendAsync("run", Event());
        _proxy.Stall();
        Task<AppendReceipt> append = ledger.AppendAsync("run", Event()).AsTask();

        Task disposal = ((GovernancePostgresDatabase)_opened[^1]).DisposeAsync().AsTask();
        await ledger.Awaiting(static l => l.AppendAsync("run", Event()).AsTask()).Should().ThrowAsync<ObjectDisposedException>();

        // Many exchanges with the server are time enough to end, for one that does not wait.
        for (int i = 0; i < 50; i++)
            await PostgresTestDatabase.ScalarAsync(_database.OwnerDataSource, "SELECT 1");
        disposal.IsCompleted.Should().BeFalse();
        _proxy.Flow();

        (await append).Seq.Should().Be(2);
        await disposal;
    }
}
