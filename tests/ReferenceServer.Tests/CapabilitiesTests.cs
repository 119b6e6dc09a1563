using System.Security.Claims;
using Enterprise.Governance.AspNetCore;
using Microsoft.Extensions.Options;
using ReferenceServer.Authentication;
using ReferenceServer.Hosting;

namespace ReferenceServer.Tests;

/// <summary>Roles allow what the configuration says.</summary>
public sealed class CapabilitiesTests
{
    [Fact]
    public void Roles_OfAuthenticatedIdentities_HaveWhatTheTableSays()
    {
        Capabilities capabilities = new(Options.Create(Roles("reader", "runs.read", "verify")));

        capabilities.Has(User("reader", "test"), "runs.read").Should().BeTrue();
        capabilities.Has(User("reader", "test"), "runs.submit").Should().BeFalse();
        capabilities.Has(User("Reader", "test"), "runs.read").Should().BeFalse("roles match exactly");
        capabilities.Has(User("reader", null), "runs.read").Should().BeFalse("nobody has said who that is");
        GovernanceHttpOptions http = new();
        capabilities.GrantTo(http);
        http.RoleCapabilities.Should().ContainSingle().Which.Should().BeEquivalentTo(KeyValuePair.Create<string, ISet<string>>("reader", new HashSet<string> { "verify" }));
        http.AuthenticatedCapabilities.Should().BeEmpty();
    }

    [Fact]
    public void Roles_ThatNameNoCapability_AreRefusedAtStart()
    {
        FluentActions.Invoking(() => new Capabilities(Options.Create(Roles("reader", "runs.reed")))).Should().Throw<InvalidOperationException>()
            .WithMessage("`Server:Roles:reader` has `runs.reed`, which is not a capability; known are `verify`, *`runs.read`*`system.read`");
        FluentActions.Invoking(() => new Capabilities(Options.Create(new ServerOptions()))).Should().Throw<InvalidOperationException>().WithMessage("`Server:Roles` names no role*");
    }

    private static ServerOptions Roles(string role, params string[] capabilities)
    {
        ServerOptions options = new();
        options.Roles[role] = capabilities;
        return options;
    }

    private static ClaimsPrincipal User(string role, string? authentication) => new(new ClaimsIdentity([new Claim("roles", role)], authentication));
}
