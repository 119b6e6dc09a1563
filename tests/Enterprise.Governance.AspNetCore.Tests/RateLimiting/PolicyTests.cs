using Enterprise.Governance.AspNetCore.Tests.Support;
using Enterprise.Governance.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Governance.AspNetCore.Tests.RateLimiting;

/// <summary>Governance's limits through ASP.NET Core's own middleware.</summary>
public sealed class PolicyTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public async Task Request_ThroughUseRateLimiter_CountsOnce(int leaseSize)
    {
        await using WebHost host = await StartAsync(new TenantRateLimits { UserRpm = 10 }, leaseSize: leaseSize);
        HttpClient client = host.Client();

        for (int left = 9; left >= 0; left--)
            RateLimitFields.ReadState((await client.GetAsync("/")).Field("RateLimit")).Should().Equal(("user", left, 60));
        HttpResponseMessage refused = await client.GetAsync("/");

        await refused.ShouldBeProblemAsync(
            429, """{"type":"https://iana.org/assignments/http-problem-types#quota-exceeded","title":"Request cannot be satisfied as assigned quota has been exceeded","status":429,"violated-policies":["user"]}""");
        RateLimitFields.ReadPolicy(refused.Field("RateLimit-Policy")).Should().Equal(("user", 10, 60));
        refused.Field("Retry-After").Should().Be("60");
    }

    [Fact]
    public async Task HundredRequestsAtOnce_ForALimitOfTen_AdmitTen()
    {
        await using WebHost host = await StartAsync(new TenantRateLimits { UserRpm = 10 }, onKestrel: true);
        HttpClient client = host.Client();

        HttpResponseMessage[] responses = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => client.GetAsync("/")));

        responses.Count(static response => response.IsSuccessStatusCode).Should().Be(10);
        responses.Count(static response => (int)response.StatusCode == 429).Should().Be(90);
        responses.Where(static response => response.IsSuccessStatusCode).Select(static response => RateLimitFields.ReadState(response.Field("RateLimit"))[0].Remaining)
            .Order().Should().Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], "every answer tells of its own request");
    }

    [Fact]
    public async Task Scopes_HaveLimitsOfTheirOwn()
    {
        await using WebHost host = await StartAsync(new TenantRateLimits { UserRpm = 1 });

        foreach (string claims in new[] { "tenant=acme;sub=ann", "tenant=acme;sub=ben", "tenant=beta;sub=ann" })
        {
            (await host.Client(claims).GetAsync("/")).IsSuccessStatusCode.Should().BeTrue();
            ((int)(await host.Client(claims).GetAsync("/")).StatusCode).Should().Be(429);
        }
    }

    [Fact]
    public async Task Endpoints_KeepTheirWeightAndOptOut()
    {
        await using WebHost host = await StartAsync(new TenantRateLimits { UserRpm = 10 });

        RateLimitFields.ReadState((await host.Client().GetAsync("/heavy")).Field("RateLimit")).Should().Equal(("user", 5, 60));
        (await host.Client().GetAsync("/free")).Field("RateLimit").Should().BeNull();
    }

    [Fact]
    public async Task Request_WithoutScope_IsRefusedUnlessTheEndpointAllowsAnybody()
    {
        await using WebHost host = await StartAsync(new TenantRateLimits { UserRpm = 10 });

        await (await host.Client(null).GetAsync("/")).ShouldBeProblemAsync(401, """{"type":"urn:enterprise-governance:problem:unauthenticated","title":"The caller is not authenticated.","status":401}""");
        ((int)(await host.Client("tenant=acme").GetAsync("/")).StatusCode).Should().Be(403);
        (await host.Client(null).GetAsync("/anybody")).IsSuccessStatusCode.Should().BeTrue();
    }

    [Fact]
    public async Task Request_ThatTheMiddlewareCounted_IsNotCountedAgain()
    {
        await using WebHost host = await StartAsync(new TenantRateLimits { UserRpm = 5 }, before: static app => app.UseGovernanceRateLimiting());

        RateLimitFields.ReadState((await host.Client().GetAsync("/")).Field("RateLimit")).Should().Equal(("user", 4, 60));
        RateLimitFields.ReadState((await host.Client().GetAsync("/")).Field("RateLimit")).Should().Equal(("user", 3, 60));
    }

    [Fact]
    public async Task Resolver_ThatWaits_NeedsItsScopeBefore()
    {
        static void AddResolver(IServiceCollection services) => services.AddSingleton<IGovernanceScopeResolver, SlowResolver>();
        await using WebHost without = await StartAsync(new TenantRateLimits { UserRpm = 1 }, register: AddResolver);
        await using WebHost with = await StartAsync(new TenantRateLimits { UserRpm = 1 }, register: AddResolver, before: static app => app.UseGovernanceScope());

        (await without.Awaiting(static host => host.Client().GetAsync("/")).Should().ThrowAsync<InvalidOperationException>()).WithMessage("*UseGovernanceScope()*");
        (await with.Client().GetAsync("/")).IsSuccessStatusCode.Should().BeTrue();
        ((int)(await with.Client().GetAsync("/")).StatusCode).Should().Be(429);
    }

    private static Task<WebHost> StartAsync(
        TenantRateLimits rates, int leaseSize = 0, bool onKestrel = false, Action<WebApplication>? before = null, Action<IServiceCollection>? register = null) => WebHost.StartAsync(
        app =>
        {
            before?.Invoke(app);
            app.UseRateLimiter();
            app.MapGet("/", static () => "ok").RequireRateLimiting("governance");
            app.MapGet("/heavy", static () => "ok").RequireRateLimiting("governance").WithGovernancePermits(5);
            app.MapGet("/free", static () => "ok").RequireRateLimiting("governance").DisableGovernanceRateLimiting();
            app.MapGet("/anybody", static () => "ok").RequireRateLimiting("governance").AllowAnonymous();
        },
        rates: rates, onKestrel: onKestrel,
        register: services =>
        {
            services.AddRateLimiter(static options => options.AddGovernancePolicy("governance"));
            services.Configure<RateLimitOptions>(options => options.LeaseSize = leaseSize);
            register?.Invoke(services);
        });

    private sealed class SlowResolver : IGovernanceScopeResolver
    {
        public async ValueTask<GovernanceScope?> ResolveAsync(HttpContext context, CancellationToken cancellationToken)
        {
            await Task.Yield();
            return new GovernanceScope("acme", user: "ann");
        }
    }
}
