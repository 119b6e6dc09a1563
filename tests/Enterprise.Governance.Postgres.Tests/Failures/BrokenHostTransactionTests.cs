using Enterprise.Governance.Ledger;
using Npgsql;

namespace Enterprise.Governance.Postgres.Tests.Failures;

/// <summary>A host's own transaction with an order and its event, whose connection breaks: both are there, or neither.</summary>
public sealed class BrokenHostTransactionTests
{
    [Theory]
    [InlineData("ledger_store", false, 0)]
    [InlineData("COMMIT", false, 0)]
    [InlineData("COMMIT", true, 1)]
    public async Task Transaction_WhoseConnectionBreaks_LeavesTheOrderAndItsEventOrNeither(string text, bool afterwards, long orders)
    {
        await using TroubledServer server = await TroubledServer.CreateAsync(TimeSpan.FromSeconds(30));
        await server.OwnerAsync($"CREATE TABLE public.orders (id text PRIMARY KEY); GRANT INSERT ON public.orders TO {PostgresCluster.App}");

        Exception failure = (await FluentActions.Awaiting(() => OrderAsync(server, text, afterwards)).Should().ThrowAsync<Exception>()).Which;

        // The append is the library's, the COMMIT the host's own.
        if (text == "COMMIT")
            failure.Should().BeAssignableTo<NpgsqlException>();
        else
            failure.Should().BeOfType<GovernanceException>().Which.Code.Should().Be("store_unavailable");
        (await server.OwnerAsync("SELECT count(*) FROM public.orders")).Should().Be(orders);
        (await server.OwnerAsync("SELECT count(*) FROM governance.run_events WHERE type = 'host.note'")).Should().Be(orders);
        await StoreOperation.Writes[0].RunAsync(server.Stores, "next");
        await server.Stores.Ledger.AppendAsync(HostStores.Run, LedgerEvent.Create("host.other"));
        (await server.Stores.Ledger.VerifyAsync(HostStores.Run))!.Ok.Should().BeTrue();
    }

    private static async Task OrderAsync(TroubledServer server, string text, bool afterwards)
    {
        await using NpgsqlConnection connection = await server.App.OpenConnectionAsync();
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
        await PostgresCluster.ExecuteAsync(connection, "INSERT INTO public.orders VALUES ('o1')");
        if (text != "COMMIT")
            server.Proxy.BreakAt(text, afterwards);
        await server.Stores.Ledger.AppendAsync(transaction, HostStores.Run, LedgerEvent.Create("host.note"));
        if (text == "COMMIT")
            server.Proxy.BreakAt(text, afterwards);
        await transaction.CommitAsync();
    }
}
