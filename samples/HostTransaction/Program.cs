using Enterprise.Governance.Ledger;
using Enterprise.Governance.Postgres;
using HostTransaction;
using Microsoft.EntityFrameworkCore;
using Npgsql;

// Places two orders, each with its event in one transaction. Takes a connection string of a database in which it may create tables.
if (args is not [string connectionString])
{
    Console.Error.WriteLine("usage: HostTransaction CONNECTION-STRING");
    return 2;
}

await using NpgsqlDataSource dataSource = NpgsqlDataSource.Create(connectionString);
await using GovernancePostgresDatabase database = new(dataSource, new GovernancePostgresOptions { Features = PostgresFeatures.Ledger });
ChainLedger ledger = new(new PostgresLedgerStore(database), new ChainSealer(AuditKeyRing.Parse("a-secret-for-this-sample-only-0123456789", null)));
await using (NpgsqlCommand create = dataSource.CreateCommand("CREATE TABLE IF NOT EXISTS orders (id text PRIMARY KEY, customer text NOT NULL, cents bigint NOT NULL)"))
    await create.ExecuteNonQueryAsync();

string runId = Guid.CreateVersion7().ToString();
PendingReceipt first = await PlainOrders.PlaceAsync(dataSource, ledger, runId, new Order { Id = $"{runId}-1", Customer = "Ann", Cents = 1250 });
await using OrderContext context = new(new DbContextOptionsBuilder<OrderContext>().UseNpgsql(dataSource).Options);
PendingReceipt second = await ContextOrders.PlaceAsync(context, ledger, runId, new Order { Id = $"{runId}-2", Customer = "Ben", Cents = 990 });
Console.WriteLine($"{runId}: {first.Seq}, {second.Seq}, {(await ledger.VerifyAsync(runId))?.Status}");
return 0;
