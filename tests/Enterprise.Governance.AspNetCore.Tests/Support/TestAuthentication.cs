using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Enterprise.Governance.AspNetCore.Tests.Support;

/// <summary>Trusts the header <c>Test-Claims</c>, such as <c>tenant=acme;sub=ann;roles=agent</c>. What a bearer scheme is in a real host.</summary>
internal sealed class TestAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    internal const string SchemeName = "Test";

    internal const string Header = "Test-Claims";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!Request.Headers.TryGetValue(Header, out Microsoft.Extensions.Primitives.StringValues header))
            return Task.FromResult(AuthenticateResult.NoResult());
        Claim[] claims = [.. header.ToString().Split(';', StringSplitOptions.RemoveEmptyEntries).Select(static one => one.Split('=')).Select(static one => new Claim(one[0], Uri.UnescapeDataString(one[1])))];
        ClaimsPrincipal user = new(new ClaimsIdentity(claims, SchemeName));
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(user, SchemeName)));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = 401;
        Response.Headers.WWWAuthenticate = "Test";
        return Task.CompletedTask;
    }
}
