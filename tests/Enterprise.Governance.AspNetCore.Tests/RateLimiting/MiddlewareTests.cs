using Enterprise.Governance.AspNetCore.Tests.Support;
using Enterprise.Governance.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Governance.AspNetCore.Tests.RateLimiting;

public sealed class MiddlewareTests
{
    private const string Exceeded = """{"type":"https://iana.org/assignments/http-problem-types#quota-exceeded","title":"Request cannot be satisfied as assigned quota has been exceeded","status":429,"violated-policies":["user"]}""";

    [Fact]
    public async Task Request_WithinTheLimits_CountsOnceAndSaysWhatIsLeft()
    {
        await using WebHost host = await StartAsync(new TenantRateLimits { TenantRpm = 600, OrgRpm = 60, UserRpm = 2 });

        HttpResponseMessage response = await host.Client().GetAsync("/limited");

        (await response.TextAsync()).Should().Be("ok");
        response.Field("RateLimit-Policy").Should().Be("\"tenant\";q=600;w=60, \"org\";q=60;w=60, \"user\";q=2;w=60");
        RateLimitFields.ReadPolicy(response.Field("RateLimit-Policy")).Should().Equal(("tenant", 600, 60), ("org", 60, 60), ("user", 2, 60));
        RateLimitFields.ReadState(response.Field("RateLimit")).Should().Equal(("tenant", 599, 60), ("org", 59, 60), ("user", 1, 60));
        response.Field("Retry-After").Should().BeNull();
    }

    [Fact]
    public async Task Request_BeyondALimit_Is429WithFieldsAndProblem()
    {
        await using WebHost host = await StartAsync(new TenantRateLimits { TenantRpm = 600, UserRpm = 1 });
        HttpClient client = host.Client();
        await client.GetAsync("/limited");

        HttpResponseMessage response = await client.GetAsync("/limited");

        await response.ShouldBeProblemAsync(429, Exceeded);
        RateLimitFields.ReadPolicy(response.Field("RateLimit-Policy")).Should().Equal(("tenant", 600, 60), ("user", 1, 60));
        (string Name, long Remaining, long? Seconds)[] state = RateLimitFields.ReadState(response.Field("RateLimit"));
        state.Should().ContainSingle(static one => one.Name == "user").Which.Remaining.Should().Be(0);
        long.Parse(response.Field("Retry-After")!).Should().BeGreaterThanOrEqualTo(state.Where(static one => one.Remaining == 0).Max(static one => one.Seconds ?? 0)).And.BeGreaterThan(0);
        (await host.Client("tenant=acme;sub=ben").GetAsync("/limited")).IsSuccessStatusCode.Should().BeTrue("another user has a limit of their own, and a refusal counts for nobody");
        (await host.Client("tenant=beta;sub=ann").GetAsync("/limited")).IsSuccessStatusCode.Should().BeTrue("another tenant's user of the same name is another user");

        host.Time.Advance(TimeSpan.FromSeconds(long.Parse(response.Field("Retry-After")!)));
        (await client.GetAsync("/limited")).IsSuccessStatusCode.Should().BeTrue("that is what Retry-After promised");
    }

    [Fact]
    public async Task Request_UnderALimitOfZero_HasNoRetryAfter()
    {
        await using WebHost host = await StartAsync(new TenantRateLimits { UserRpm = 0 });

        HttpResponseMessage response = await host.Client().GetAsync("/limited");

        await response.ShouldBeProblemAsync(429, Exceeded);
        response.Field("Retry-After").Should().BeNull();
        RateLimitFields.ReadPolicy(response.Field("RateLimit-Policy")).Should().Equal(("user", 0, 60));
    }

    [Fact]
    public async Task Requests_WithoutLimits_CarryNoFields()
    {
        await using WebHost host = await StartAsync(TenantRateLimits.Unlimited);

        HttpResponseMessage response = await host.Client().GetAsync("/limited");

        response.IsSuccessStatusCode.Should().BeTrue();
        response.Field("RateLimit-Policy").Should().BeNull();
        response.Field("RateLimit").Should().BeNull();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task HundredRequestsAtOnce_ForALimitOfTen_AdmitTen(bool onKestrel)
    {
        await using WebHost host = await StartAsync(new TenantRateLimits { TenantRpm = 1000, UserRpm = 10 }, onKestrel: onKestrel);
        HttpClient client = host.Client();

        HttpResponseMessage[] responses = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => client.GetAsync("/limited")));

        responses.Count(static response => (int)response.StatusCode == 200).Should().Be(10);
        responses.Count(static response => (int)response.StatusCode == 429).Should().Be(90);
        foreach (HttpResponseMessage response in responses)
            RateLimitFields.ReadPolicy(response.Field("RateLimit-Policy")).Should().Equal(("tenant", 1000, 60), ("user", 10, 60));
        responses.Where(static response => response.IsSuccessStatusCode).Select(static response => RateLimitFields.ReadState(response.Field("RateLimit"))[1].Remaining)
            .Order().Should().Equal(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    [Fact]
    public async Task Endpoints_ThatOptOut_AreNotCounted()
    {
        await using WebHost host = await StartAsync(new TenantRateLimits { UserRpm = 1 });
        HttpClient client = host.Client();

        foreach (string path in new[] { "/free", "/free-too", "/free", "/free-too" })
            (await client.GetAsync(path)).Field("RateLimit").Should().BeNull();

        (await client.GetAsync("/limited")).IsSuccessStatusCode.Should().BeTrue();
        (await client.GetAsync("/free")).IsSuccessStatusCode.Should().BeTrue();
    }

    [Fact]
    public async Task Endpoint_WithAWeight_CountsThatMuch()
    {
        await using WebHost host = await StartAsync(new TenantRateLimits { UserRpm = 7 });
        HttpClient client = host.Client();

        RateLimitFields.ReadState((await client.GetAsync("/heavy")).Field("RateLimit")).Should().Equal(("user", 2, 60));
        ((int)(await client.GetAsync("/heavy")).StatusCode).Should().Be(429);
        (await client.GetAsync("/limited")).IsSuccessStatusCode.Should().BeTrue("what is left is enough for a request of 1");
        FluentActions.Invoking(static () => new GovernancePermitsAttribute(0)).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public async Task Request_WithoutScope_IsRefusedUnlessTheEndpointAllowsAnybody()
    {
        await using WebHost host = await StartAsync(new TenantRateLimits { UserRpm = 1 });

        ((int)(await host.Client(null).GetAsync("/limited")).StatusCode).Should().Be(401);
        ((int)(await host.Client("tenant=acme").GetAsync("/limited")).StatusCode).Should().Be(403);
        (await host.Client(null).GetAsync("/anybody")).IsSuccessStatusCode.Should().BeTrue();
        (await host.Client(null).GetAsync("/free")).IsSuccessStatusCode.Should().BeTrue();
        ((int)(await host.Client(null).GetAsync("/nowhere")).StatusCode).Should().Be(401);
    }

    [Fact]
    public async Task Request_WithoutScope_PassesIfTheHostSaysSo()
    {
        await using WebHost host = await StartAsync(new TenantRateLimits { UserRpm = 0 }, configure: static options => options.AllowRequestsWithoutScope = true);

        (await host.Client(null).GetAsync("/limited")).IsSuccessStatusCode.Should().BeTrue();
    }

    [Fact]
    public async Task Request_WhileTheStoreIsDownAndTheHostDenies_Is503()
    {
        await using WebHost host = await StartAsync(new TenantRateLimits { TenantRpm = 60, UserRpm = 10 }, register: static services =>
        {
            services.AddSingleton<IRateLimitStore, BrokenStore>();
            services.Configure<RateLimitOptions>(static options => options.OnStoreFailure = RateLimitStoreFailure.Deny);
        });

        HttpResponseMessage response = await host.Client().GetAsync("/limited");

        await response.ShouldBeProblemAsync(
            503,
            """{"type":"https://iana.org/assignments/http-problem-types#temporary-reduced-capacity","title":"Request cannot be satisfied due to temporary server capacity constraints","status":503,"violated-policies":["tenant","user"]}""");
        response.Field("Retry-After").Should().Be("1");
        RateLimitFields.ReadPolicy(response.Field("RateLimit-Policy")).Should().Equal(("tenant", 60, 60), ("user", 10, 60));
        response.Field("RateLimit").Should().BeNull("nobody knows what is left");
    }

    [Fact]
    public async Task Middleware_UsedTwice_CountsOnce()
    {
        await using WebHost host = await WebHost.StartAsync(
            static app =>
            {
                app.UseGovernanceRateLimiting();
                app.UseGovernanceRateLimiting();
                app.MapGet("/", static () => "ok");
            },
            rates: new TenantRateLimits { UserRpm = 5 });

        RateLimitFields.ReadState((await host.Client().GetAsync("/")).Field("RateLimit")).Should().Equal(("user", 4, 60));
        RateLimitFields.ReadState((await host.Client().GetAsync("/")).Field("RateLimit")).Should().Equal(("user", 3, 60));
    }

    private static Task<WebHost> StartAsync(
        TenantRateLimits rates, bool onKestrel = false, Action<IServiceCollection>? register = null, Action<GovernanceHttpOptions>? configure = null) => WebHost.StartAsync(
        static app =>
        {
            app.UseGovernanceRateLimiting();
            app.MapGet("/limited", static () => "ok");
            app.MapGet("/heavy", static () => "ok").WithGovernancePermits(5);
            app.MapGet("/free", static () => "ok").DisableGovernanceRateLimiting();
            app.MapGet("/free-too", [DisableRateLimiting] static () => "ok");
            app.MapGet("/anybody", static () => "ok").AllowAnonymous();
        },
        rates: rates, onKestrel: onKestrel, register: register, configure: configure);
}
