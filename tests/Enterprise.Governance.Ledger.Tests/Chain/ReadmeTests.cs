using System.Text;
using Enterprise.Governance.Json;
using Enterprise.Governance.Ledger.Tests.Support;
using Enterprise.Governance.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Governance.Ledger.Tests.Chain;

/// <summary>The code of the readmes and pages, as it stands there.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public async Task Ledger_InAContainer()
    {
        await using LedgerFiles files = new();
        ServiceCollection services = new();
        services.AddGovernanceLedger(options => options.AuditSecret = LedgerFiles.Secret)
            .UseSqlite(sqlite => sqlite.ConnectionString = $"Data Source={files.FilePath}");
        services.AddGovernanceLedger().UseSqlite();
        await using ServiceProvider provider = services.BuildServiceProvider();
        ILedger ledger = provider.GetRequiredService<ILedger>();

        AppendReceipt receipt = await ledger.AppendAsync("run-1", LedgerEvent.Create("invoice.sent", """{"amount":"12.50"}"""u8.ToArray()));
        VerifyReport? report = await ledger.VerifyAsync("run-1");

        (receipt.Seq, report?.Status).Should().Be((1L, VerifyStatus.Intact));
        GovernanceSqliteSchema.Script(SqliteFeatures.Ledger).Should().Contain("CREATE TABLE run_events");
    }

    [Fact]
    public async Task Ledger_PersonalValues()
    {
        await using LedgerFiles files = new();
        using ChainLedger ledger = files.Open();
        List<string> revealed = [];

        LedgerEvent invoice = LedgerEvent.Create("invoice.sent", """{"amount":"12.50","to":{"name":"Ann"}}"""u8.ToArray()).WithPersonal("/to");
        await ledger.AppendAsync("run-2", invoice);
        await foreach (StoredEvent row in ledger.ReadAsync("run-2"))
            revealed.Add(Encoding.UTF8.GetString(row.RevealData().Span));
        long erased = await ledger.EraseAsync("run-2");

        (revealed.Single(), erased).Should().Be(("""{"amount":"12.50","to":{"name":"Ann"}}""", 1L));
    }

    [Fact]
    public void Json_Canonicalizes()
    {
        byte[] canonical = CanonicalJson.Canonicalize("""{ "b": 1.0, "a": [1e3, "\u00fc"] }"""u8);

        Encoding.UTF8.GetString(canonical).Should().Be("""{"a":[1000,"ü"],"b":1}""");
        FluentActions.Invoking(() => CanonicalJson.Canonicalize("""{"a":1,"a":2}"""u8)).Should().Throw<CanonicalJsonException>()
            .WithMessage("an object has the same member name twice at $.a (line 1, column 8)");
    }
}
