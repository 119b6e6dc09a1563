using System.Text.Json;
using Enterprise.Governance.AspNetCore.Tests.Actions;
using Enterprise.Governance.AspNetCore.Tests.Support;
using Enterprise.Governance.CostMetering;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Governance.AspNetCore.Tests.Endpoints;

/// <summary>Verification, lists and usage over HTTP.</summary>
public sealed class EndpointTests
{
    private const string Admin = "tenant=acme;sub=root;roles=governance_admin";

    [Fact]
    public async Task Verify_GivesTheReport()
    {
        await using ShopHost shop = await ShopHost.StartAsync();
        string runId = (await shop.OrderAsync()).Field("Governance-Run")!;

        HttpResponseMessage response = await shop.Client().GetAsync($"/governance/runs/{runId}/verify");

        string hash = (await shop.Host.Ledger.GetHeadAsync(runId))!.Hash;
        (await response.TextAsync()).Should().Be(
            $$"""{"ok":true,"run_id":"{{runId}}","status":"intact","checked":5,"head":{"seq":5,"hash":"{{hash}}"},"findings":[],"finding_count":0,"anchored_seq":null,"redacted":[],"redacted_count":0}""");
        response.Field("Cache-Control").Should().Be("no-store");
    }

    [Fact]
    public async Task Projections_AreListedAndRefreshed()
    {
        await using ShopHost shop = await ShopHost.StartAsync();

        JsonElement list = (await (await shop.Client(Admin).GetAsync("/governance/projections")).JsonAsync()).GetProperty("projections");
        list.EnumerateArray().Select(static one => one.GetProperty("name").GetString()).Should().Equal("approvals_mv", "runs_mv");
        JsonElement status = await (await shop.Client(Admin).PostAsync("/governance/projections/runs_mv/refresh", null)).JsonAsync();
        status.GetProperty("name").GetString().Should().Be("runs_mv");
        status.GetProperty("mode").GetString().Should().Be("view");
        await (await shop.Client(Admin).PostAsync("/governance/projections/other/refresh", null)).ShouldBeProblemAsync(
            404, """{"type":"urn:enterprise-governance:problem:not-found","title":"There is no such thing in the caller's tenant.","status":404}""");
    }

    [Fact]
    public async Task Usage_IsShownByDayAndRun()
    {
        await using ShopHost shop = await ShopHost.StartAsync();
        string runId = (await shop.OrderAsync()).Field("Governance-Run")!;
        ICostMeter meter = shop.Host.Services.GetRequiredService<ICostMeter>();
        foreach ((string tenant, string model) in new[] { ("acme", "m1"), ("acme", "m2"), ("beta", "m1") })
            await meter.SettleAsync(new CostSettleRequest(new CostCall(runId, $"{tenant}-{model}", new GovernanceScope(tenant), CostCallKind.Llm, model), new LlmUsage { Prompt = 5, Output = 2 }));

        string day = shop.Host.Time.GetUtcNow().ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        (await shop.Client(Admin).GetStringAsync($"/governance/usage/daily?from={day}&to={day}&model=m1")).Should().StartWith(
            $$"""{"from":"{{day}}","to":"{{day}}","usage":[{"day":"{{day}}","kind":"tenant","id":"acme","model":"m1","calls":1,"estimated_calls":0,"tokens":7,""");
        (await (await shop.Client(Admin).GetAsync("/governance/usage/daily")).JsonAsync()).GetProperty("usage").GetArrayLength().Should().Be(2);
        JsonElement usage = await (await shop.Client(Admin).GetAsync($"/governance/usage/runs/{runId}")).JsonAsync();
        usage.GetProperty("tool_calls").GetInt64().Should().Be(1);
        usage.GetProperty("llm_calls").GetInt64().Should().Be(2);
        foreach (string query in new[] { "from=today", "from=2026-01-02&to=2026-01-01", "from=2024-01-01&to=2026-01-01" })
            ((int)(await shop.Client(Admin).GetAsync($"/governance/usage/daily?{query}")).StatusCode).Should().Be(400, query);
    }

    [Fact]
    public async Task StoreFailure_Is503WithTheCodeAndNothingElse()
    {
        await using WebHost host = await WebHost.StartAsync(static app => app.MapGovernance(), register: static services => services.AddSingleton<IGovernance, BrokenGovernance>());

        HttpResponseMessage response = await host.Client(Admin).GetAsync("/governance/runs/r/verify");

        await response.ShouldBeProblemAsync(
            503, """{"type":"urn:enterprise-governance:problem:governance-failed","title":"Governance cannot answer now.","status":503,"code":"store_unavailable"}""");
        response.Field("Retry-After").Should().Be("1");
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    public async Task MappedAtTheRoot_InParts_EachIsWhereItWasPlaced(string root)
    {
        await using WebHost host = await WebHost.StartAsync(app =>
        {
            app.MapGovernance(root, GovernanceEndpoints.Approvals | GovernanceEndpoints.Verification);
            app.MapGovernance("/admin", GovernanceEndpoints.Projections);
        });

        ((int)(await host.Client(Admin).GetAsync("/approvals")).StatusCode).Should().Be(200);
        ((int)(await host.Client(Admin).GetAsync("/admin/projections")).StatusCode).Should().Be(200);
        await (await host.Client(Admin).GetAsync("/runs/r/verify")).ShouldBeProblemAsync(
            404, """{"type":"urn:enterprise-governance:problem:not-found","title":"There is no such thing in the caller's tenant.","status":404}""");
        foreach (string absent in (string[])["/projections", "/admin/approvals", "/usage/daily", "/governance/approvals"])
            (await (await host.Client(Admin).GetAsync(absent)).TextAsync()).Should().BeEmpty("nothing is mapped there");
    }

    [Fact]
    public async Task MappedTwice_BothWork()
    {
        await using WebHost host = await WebHost.StartAsync(static app =>
        {
            app.MapGovernance("/one");
            app.MapGroup("/api").MapGovernance("/two");
        });

        foreach (string path in new[] { "/one/projections", "/api/two/projections" })
            (await host.Client(Admin).GetAsync(path)).IsSuccessStatusCode.Should().BeTrue();
    }
}
