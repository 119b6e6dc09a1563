using Enterprise.Governance.AspNetCore.Tests.Support;

namespace Enterprise.Governance.AspNetCore.Tests.Actions;

/// <summary>Which run a request's action belongs to.</summary>
public sealed class RunTests
{
    private const string NotFound = """{"type":"urn:enterprise-governance:problem:not-found","title":"There is no such thing in the caller's tenant.","status":404}""";
    private const string Book = """{"item":"book","count":1}""";

    [Fact]
    public async Task RouteValue_NamesTheRun_AndStandsBeforeTheHeader()
    {
        await using ShopHost shop = await ShopHost.StartAsync();
        await using GovernedRun run = await StartAsync(shop);

        HttpResponseMessage response = await shop.Client().PostJsonAsync($"/runs/{run.RunId}/orders", Book, ("Governance-Run", "another"));

        (await response.TextAsync()).Should().Be(Book);
        response.Field("Governance-Run").Should().Be(run.RunId);
    }

    [Fact]
    public async Task Run_OfSomebodyElse_IsAnsweredLikeOneThatIsNot()
    {
        await using ShopHost shop = await ShopHost.StartAsync();
        await using GovernedRun foreign = await StartAsync(shop, new GovernanceScope("beta", "sales", "ann", ["agent"]));
        await using GovernedRun colleague = await StartAsync(shop, new GovernanceScope("acme", "sales", "ben", ["agent"]));
        await using GovernedRun otherOrg = await StartAsync(shop, new GovernanceScope("acme", "legal", "ann", ["agent"]));

        string unknown = await (await shop.OrderAsync(fields: ("Governance-Run", "01990000-0000-7000-8000-000000000000"))).WholeAsync();
        foreach (string runId in new[] { foreign.RunId, colleague.RunId, otherOrg.RunId, new string('r', 201) })
            (await (await shop.OrderAsync(fields: ("Governance-Run", runId))).WholeAsync()).Should().Be(unknown);
        foreach (string runId in new[] { foreign.RunId, colleague.RunId, otherOrg.RunId, "none" })
            (await (await shop.Client().PostJsonAsync($"/runs/{runId}/orders", Book)).WholeAsync()).Should().Be(unknown);

        await (await shop.OrderAsync(fields: ("Governance-Run", foreign.RunId))).ShouldBeProblemAsync(404, NotFound);
        shop.Calls.Should().Be(0);
        (await shop.Host.EventsAsync(foreign.RunId)).Should().Equal("run.started");
    }

    [Fact]
    public async Task Run_WithARoleThatTheCallerLacks_LendsItToNobody()
    {
        await using ShopHost shop = await ShopHost.StartAsync();
        await using GovernedRun run = await StartAsync(shop, new GovernanceScope("acme", "sales", "ann", ["admin", "agent"]));

        await (await shop.OrderAsync(fields: ("Governance-Run", run.RunId))).ShouldBeProblemAsync(
            403, """{"type":"urn:enterprise-governance:problem:run-not-permitted","title":"The run acts with a role that the caller does not have.","status":403}""");
        (await shop.Client("tenant=acme;org=sales;sub=ann;roles=agent;roles=admin;roles=more").PostJsonAsync("/shops/7/orders", Book, ("Governance-Run", run.RunId)))
            .IsSuccessStatusCode.Should().BeTrue();
    }

    [Fact]
    public async Task Run_ThatHasEnded_DeniesTheAction()
    {
        await using ShopHost shop = await ShopHost.StartAsync();
        await using GovernedRun run = await StartAsync(shop);
        await run.CompleteAsync();

        await (await shop.OrderAsync(fields: ("Governance-Run", run.RunId))).ShouldBeProblemAsync(
            403,
            $$"""{"type":"urn:enterprise-governance:problem:action-denied","title":"The action was denied.","status":403,"code":"run_ended","reason":"the run is completed","policy_ids":[],"run_id":"{{run.RunId}}"}""");
    }

    private static async Task<GovernedRun> StartAsync(ShopHost shop, GovernanceScope? scope = null) =>
        await shop.Host.Governance.StartRunAsync(scope ?? new GovernanceScope("acme", "sales", "ann", ["agent"]));
}
