using System.Security.Claims;
using Enterprise.Governance.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Enterprise.Governance.AspNetCore.Tests.Scopes;

public sealed class ScopeTests
{
    [Theory]
    [InlineData("tenant=acme;org=sales;sub=ann;roles=agent", "acme/sales/ann [agent]")]
    [InlineData("tenant=acme;sub=ann", "acme/-/ann []")]
    [InlineData("tenant=acme;http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier=ben", "acme/-/ben []")]
    [InlineData("tenant=acme;sub=ann;http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier=ben", "acme/-/ann []")]
    [InlineData("tenant=acme;tenant=acme;sub=ann;roles=b;roles=a;http://schemas.microsoft.com/ws/2008/06/identity/claims/role=c", "acme/-/ann [a,b,c]")]
    public async Task Scope_OfSoundClaims_IsTaken(string claims, string expected)
    {
        await using WebHost host = await StartAsync();

        (await host.Client(claims).GetStringAsync("/scope")).Should().Be(expected);
    }

    [Theory]
    [InlineData("sub=ann", "tenant")]
    [InlineData("tenant=acme", "sub")]
    [InlineData("other=1", "tenant,sub")]
    [InlineData("tenant=acme;tenant=beta;sub=ann", "tenant")]
    [InlineData("tenant=;sub=ann", "tenant")]
    [InlineData("tenant=ac%0Ame;sub=ann", "tenant")]
    [InlineData("tenant=acme;org=a;org=b;sub=ann", "org")]
    [InlineData("tenant=acme;sub=a%00b", "sub")]
    [InlineData("tenant=acme;sub=a;sub=b;http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier=c", "sub")]
    [InlineData("tenant=acme;sub=ann;roles=a%07", "roles")]
    public async Task Scope_OfMissingOrUnsoundClaims_IsA403ThatNamesThem(string claims, string missing)
    {
        await using WebHost host = await StartAsync();

        HttpResponseMessage response = await host.Client(claims).GetAsync("/governed");

        string names = string.Join(",", missing.Split(',').Select(static name => $"\"{name}\""));
        await response.ShouldBeProblemAsync(
            403, $$"""{"type":"urn:enterprise-governance:problem:no-scope","title":"The caller lacks claims that governance needs.","status":403,"missing_claims":[{{names}}]}""");
        (await host.Client(claims).GetStringAsync("/scope")).Should().Be("none");
    }

    [Fact]
    public async Task Scope_OfTooLongAnIdentifier_IsMissing()
    {
        await using WebHost host = await StartAsync();

        (await host.Client($"tenant={new string('a', 200)};sub=ann").GetStringAsync("/scope")).Should().StartWith("aaa");
        (await host.Client($"tenant={new string('a', 201)};sub=ann").GetStringAsync("/scope")).Should().Be("none");
    }

    [Fact]
    public async Task Scope_OfNobody_IsA401WithTheSchemesChallenge()
    {
        await using WebHost host = await StartAsync();

        HttpResponseMessage response = await host.Client(null).GetAsync("/governed");

        await response.ShouldBeProblemAsync(401, """{"type":"urn:enterprise-governance:problem:unauthenticated","title":"The caller is not authenticated.","status":401}""");
        response.Field("WWW-Authenticate").Should().Be("Test");
    }

    [Fact]
    public async Task Scope_OfUnauthenticatedIdentity_IsNotTaken()
    {
        DefaultHttpContext context = new()
        {
            User = new ClaimsPrincipal([new ClaimsIdentity([new Claim("tenant", "acme"), new Claim("sub", "ann")]), new ClaimsIdentity([new Claim("x", "y")], "Test")]),
        };

        (await new ClaimsScopeResolver(Options.Create(new GovernanceHttpOptions())).ResolveAsync(context, CancellationToken.None)).Should().BeNull();
    }

    [Fact]
    public async Task Options_NameOtherClaims()
    {
        await using WebHost host = await StartAsync(options =>
        {
            options.TenantClaimType = "tid";
            options.OrgClaimType = "department";
            options.UserClaimTypes = ["oid"];
            options.RoleClaimTypes = ["groups"];
        });

        (await host.Client("tid=acme;department=sales;oid=ann;groups=agent;roles=ignored").GetStringAsync("/scope")).Should().Be("acme/sales/ann [agent]");
        (await (await host.Client("tenant=acme").GetAsync("/governed")).TextAsync()).Should().Contain("""["tid","oid"]""");
    }

    [Fact]
    public async Task Scope_IsResolvedOncePerRequest_AndAgainForAnotherPrincipal()
    {
        CountingResolver resolver = new();
        await using WebHost host = await WebHost.StartAsync(
            static app => app.MapGet("/", static async (HttpContext context) =>
            {
                await context.GetGovernanceScopeAsync();
                await context.GetGovernanceScopeAsync();
                context.User = new ClaimsPrincipal();
                await context.GetGovernanceScopeAsync();
            }),
            register: services => services.AddSingleton<IGovernanceScopeResolver>(resolver));

        await host.Client().GetAsync("/");

        resolver.Count.Should().Be(2);
    }

    [Fact]
    public void AddGovernanceAspNetCore_Twice_IsHarmless()
    {
        ServiceCollection services = new();
        services.AddSingleton<IGovernanceScopeResolver, CountingResolver>();
        services.AddGovernanceAspNetCore();
        services.AddGovernanceAspNetCore();

        services.Where(static one => one.ServiceType == typeof(IGovernanceScopeResolver)).Should().ContainSingle().Which.ImplementationType.Should().Be<CountingResolver>();
        services.Where(static one => one.ServiceType == typeof(IValidateOptions<GovernanceHttpOptions>)).Should().ContainSingle();
    }

    [Fact]
    public void Options_ThatAreNotValid_AreAllNamed()
    {
        ServiceCollection services = new();
        services.AddGovernanceAspNetCore(static options =>
        {
            options.UserClaimTypes = [];
            options.MaxRequestBodyBytes = 0;
            options.RetryAfter = TimeSpan.Zero;
            options.Grant("admin", "verfy");
        });
        using ServiceProvider provider = services.BuildServiceProvider();

        Func<GovernanceHttpOptions> read = () => provider.GetRequiredService<IOptions<GovernanceHttpOptions>>().Value;

        read.Should().Throw<OptionsValidationException>().Which.Failures.Should().Equal(
            "`UserClaimTypes` must name at least one claim type, and none that is empty",
            "`MaxRequestBodyBytes` is 0; it must be from 1 to 16777216",
            "`RetryAfter` is 00:00:00; it must be from one second to one hour",
            "`RoleCapabilities[admin]` has `verfy`, which is not a capability; known are `verify`, `export`, `projections.read`, `refresh`, `approvals.read`, `approvals.decide`, `usage.read`");
    }

    private static Task<WebHost> StartAsync(Action<GovernanceHttpOptions>? configure = null) => WebHost.StartAsync(
        static app =>
        {
            app.MapGet("/scope", static async (HttpContext context) =>
                await context.GetGovernanceScopeAsync() is { } scope ? $"{scope} [{string.Join(",", scope.Roles)}]" : "none");
            app.MapGet("/governed", static () => "ok").RequireGovernance("look");
        },
        configure: configure);

    private sealed class CountingResolver : IGovernanceScopeResolver
    {
        internal int Count { get; private set; }

        public ValueTask<GovernanceScope?> ResolveAsync(HttpContext context, CancellationToken cancellationToken)
        {
            Count++;
            return ValueTask.FromResult<GovernanceScope?>(null);
        }
    }
}
