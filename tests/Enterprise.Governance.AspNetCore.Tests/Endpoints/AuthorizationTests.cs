using Enterprise.Governance.AspNetCore.Tests.Actions;
using Enterprise.Governance.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.Builder;

namespace Enterprise.Governance.AspNetCore.Tests.Endpoints;

/// <summary>Every endpoint against every kind of caller: who gets in, and that nothing of another tenant leaks.</summary>
public sealed class AuthorizationTests
{
    private static readonly (string Method, string Path, string Capability, string? Body)[] Endpoints =
    [
        ("GET", "runs/{run}/verify", "verify", null),
        ("GET", "runs/{run}/export", "export", null),
        ("GET", "projections", "projections.read", null),
        ("POST", "projections/runs_mv/refresh", "refresh", null),
        ("GET", "approvals", "approvals.read", null),
        ("GET", "approvals/{approval}", "approvals.read", null),
        ("POST", "approvals/{approval}", "approvals.decide", """{"decision":"approved"}"""),
        ("GET", "usage/daily", "usage.read", null),
        ("GET", "usage/runs/{run}", "usage.read", null),
    ];

    private static readonly (string? Role, string[] Capabilities)[] Roles =
    [
        (null, ["verify", "projections.read"]),
        ("admin", ["verify", "projections.read"]),
        ("governance_approver", ["verify", "projections.read", "approvals.read", "approvals.decide"]),
        ("governance_auditor", ["verify", "export", "projections.read", "approvals.read", "usage.read"]),
        ("governance_admin", ["verify", "export", "projections.read", "refresh", "approvals.read", "approvals.decide", "usage.read"]),
    ];

    [Fact]
    public async Task EveryEndpoint_ForEveryRole_AnswersByCapability()
    {
        await using ShopHost shop = await ShopHost.StartAsync(register: HostEvidence.AddEvidence);
        foreach ((string? role, string[] capabilities) in Roles)
        {
            foreach ((string method, string path, string capability, string? body) in Endpoints)
            {
                (string run, string approval) = await AskAsync(shop);
                HttpResponseMessage response = await SendAsync(shop, $"tenant=acme;sub=eve{(role is null ? string.Empty : $";roles={role}")}", method, path, run, approval, body);
                if (capabilities.Contains(capability))
                    ((int)response.StatusCode).Should().Be(200, "{0} {1} as {2}", method, path, role);
                else
                    await response.ShouldBeProblemAsync(403, $$"""{"type":"urn:enterprise-governance:problem:missing-capability","title":"The caller's roles do not allow this.","status":403,"capability":"{{capability}}"}""");
            }
        }
    }

    [Fact]
    public async Task EveryEndpoint_WithoutSessionOrClaims_AnswersTheSameForWhatIsThereAndWhatIsNot()
    {
        await using ShopHost shop = await ShopHost.StartAsync(register: HostEvidence.AddEvidence);
        (string run, string approval) = await AskAsync(shop);
        foreach ((string? claims, int status) in new[] { (null, 401), ("sub=ann;roles=governance_admin", 403), ((string?)"tenant=acme;roles=governance_admin", 403) })
        {
            foreach ((string method, string path, _, string? body) in Endpoints)
            {
                HttpResponseMessage known = await SendAsync(shop, claims, method, path, run, approval, body);
                HttpResponseMessage unknown = await SendAsync(shop, claims, method, path, "none", "none", body);
                ((int)known.StatusCode).Should().Be(status);
                (await known.WholeAsync()).Should().Be(await unknown.WholeAsync());
            }
        }
    }

    [Fact]
    public async Task EveryEndpoint_ForAnotherTenant_AnswersLikeForWhatIsNotThere()
    {
        await using ShopHost shop = await ShopHost.StartAsync(register: HostEvidence.AddEvidence);
        (string run, string approval) = await AskAsync(shop);
        string missing = "01990000000070008000000000000000"[..run.Length];
        foreach (string role in new[] { "governance_admin", "governance_auditor", "governance_approver", "none" })
        {
            string claims = $"tenant=beta;sub=eve;roles={role}";
            foreach ((string method, string path, _, string? body) in Endpoints.Where(static one => one.Path.Contains('{', StringComparison.Ordinal)))
            {
                string foreign = await (await SendAsync(shop, claims, method, path, run, approval, body)).WholeAsync();
                foreign.Should().Be(await (await SendAsync(shop, claims, method, path, missing, missing, body)).WholeAsync(), "{0} {1} as {2}", method, path, role);
                foreign.Should().NotContain(run).And.NotContain(approval);
                if (role == "governance_admin")
                    foreign.Should().StartWith("404");
            }
        }

        (await shop.Client("tenant=beta;sub=eve;roles=governance_admin").GetStringAsync("/governance/approvals")).Should().Contain("\"approvals\":[],").And.NotContain("acme");
        (await (await shop.Client("tenant=acme;sub=boss;roles=governance_approver").GetAsync($"/governance/approvals/{approval}")).JsonAsync()).GetProperty("state").GetString()
            .Should().Be("pending", "nobody of another tenant has decided it");
    }

    [Fact]
    public async Task Host_MapsRolesToCapabilities_AndTakesTheDefaultsAway()
    {
        await using WebHost host = await WebHost.StartAsync(static app => app.MapGovernance("/g"), configure: static options =>
        {
            options.AuthenticatedCapabilities.Clear();
            options.RoleCapabilities.Clear();
            options.Grant("operator", GovernanceCapabilities.Refresh, GovernanceCapabilities.ProjectionsRead);
        });

        ((int)(await host.Client("tenant=acme;sub=a;roles=governance_admin").GetAsync("/g/projections")).StatusCode).Should().Be(403);
        ((int)(await host.Client("tenant=acme;sub=a;roles=operator").GetAsync("/g/projections")).StatusCode).Should().Be(200);
    }

    [Fact]
    public async Task Host_AddsConventionsToAllOfThem()
    {
        await using WebHost host = await WebHost.StartAsync(static app => app.MapGovernance().RequireAuthorization(static policy => policy.RequireClaim("mfa")));

        HttpResponseMessage response = await host.Client("tenant=acme;sub=a;roles=governance_admin").GetAsync("/governance/projections");

        ((int)response.StatusCode).Should().Be(403);
        (await response.TextAsync()).Should().BeEmpty("the host's own authorization answers first");
    }

    private static async Task<(string Run, string Approval)> AskAsync(ShopHost shop)
    {
        HttpResponseMessage asked = await shop.OrderAsync("""{"item":"book","count":11}""");
        await shop.Host.AnchorAsync();
        return (asked.Field("Governance-Run")!, (await asked.JsonAsync()).GetProperty("approval_id").GetString()!);
    }

    private static Task<HttpResponseMessage> SendAsync(ShopHost shop, string? claims, string method, string path, string run, string approval, string? body) =>
        shop.Client(claims).SendJsonAsync(new HttpMethod(method), $"/governance/{path.Replace("{run}", run, StringComparison.Ordinal).Replace("{approval}", approval, StringComparison.Ordinal)}", body);
}
