using System.Text;
using Enterprise.Governance.Json;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Documentation;

internal static class Ledgers
{
    internal static async Task UseAsync(IServiceCollection services, IConfiguration configuration, ILedger ledger, CancellationToken cancellationToken)
    {
        services.AddGovernanceLedger(options => options.AuditSecret = configuration["AUDIT_SECRET"])
            .UseSqlite(sqlite => sqlite.ConnectionString = "Data Source=governance.db");

        // ILedger ledger
        AppendReceipt receipt = await ledger.AppendAsync(
            "run-1", LedgerEvent.Create("invoice.sent", """{"amount":"12.50"}"""u8.ToArray()), cancellationToken: cancellationToken);

        VerifyReport? report = await ledger.VerifyAsync("run-1", cancellationToken: cancellationToken);
        Console.WriteLine($"{receipt.Seq}: {report?.Status}");
    }

    internal static async Task KeepErasableAsync(ILedger ledger, CancellationToken cancellationToken)
    {
        LedgerEvent invoice = LedgerEvent.Create("invoice.sent", """{"amount":"12.50","to":{"name":"Ann"}}"""u8.ToArray()).WithPersonal("/to");
        await ledger.AppendAsync("run-2", invoice, cancellationToken: cancellationToken);

        await foreach (StoredEvent row in ledger.ReadAsync("run-2", cancellationToken: cancellationToken))
            Console.WriteLine(Encoding.UTF8.GetString(row.RevealData().Span));

        long erased = await ledger.EraseAsync("run-2", cancellationToken);
        Console.WriteLine($"{erased} erased");
    }

    internal static async Task UseWithoutAContainerAsync()
    {
        await using GovernanceSqliteDatabase database = new(new GovernanceSqliteOptions
        {
            ConnectionString = "Data Source=governance.db",
            Features = SqliteFeatures.Ledger,
        });
        AuditKeyRing keys = AuditKeyRing.Parse(Environment.GetEnvironmentVariable("AUDIT_SECRET"), null);
        using ChainLedger ledger = new(new SqliteLedgerStore(database), new ChainSealer(keys));

        AppendReceipt receipt = await ledger.AppendAsync("run-1", LedgerEvent.Create("invoice.sent", """{"amount":"12.50"}"""u8.ToArray()));
        VerifyReport? report = await ledger.VerifyAsync("run-1");
        Console.WriteLine($"{receipt.Seq}: {report?.Status}");
    }

    internal static void RegisterAndScript()
    {
        ServiceCollection services = new();
        services.AddGovernanceLedger(options => options.AuditSecret = Environment.GetEnvironmentVariable("AUDIT_SECRET"))
            .UseSqlite(sqlite => sqlite.ConnectionString = "Data Source=governance.db");

        // for operators who apply the schema themselves
        Console.WriteLine(GovernanceSqliteSchema.Script(SqliteFeatures.Ledger));
    }

    internal static void Canonicalize()
    {
        byte[] canonical = CanonicalJson.Canonicalize("""{ "b": 1.0, "a": [1e3, "\u00fc"] }"""u8);
        Console.WriteLine(Encoding.UTF8.GetString(canonical)); // {"a":[1000,"ü"],"b":1}

        try
        {
            CanonicalJson.Canonicalize("""{"a":1,"a":2}"""u8);
        }
        catch (CanonicalJsonException e)
        {
            Console.WriteLine(e.Message); // an object has the same member name twice at $.a (line 1, column 8)
        }
    }
}
