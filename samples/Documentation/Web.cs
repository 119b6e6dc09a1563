using Enterprise.Governance;
using Enterprise.Governance.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;

namespace Documentation;

internal static class Web
{
    internal static void Host(string[] args)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
        builder.Services.AddEnterpriseGovernance();
        builder.Services.AddGovernanceAspNetCore();
        builder.Services.AddAuthentication().AddCookie(); // or a bearer scheme
        builder.Services.AddAuthorization();

        WebApplication app = builder.Build();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseGovernanceRateLimiting();

        app.MapPost("/customers/{customer}/mails", async (string customer, Mail mail, IMailer mailer) =>
            Results.Ok(await mailer.SendAsync(customer, mail)))
            .RequireGovernance("send_email", tool: "mcp:gmail")
            .DisableGovernanceRateLimiting(); // the action counts by itself

        app.MapGovernance().RequireAuthorization();
        app.Run();
    }

    internal static void Options(IServiceCollection services)
    {
        services.AddGovernanceAspNetCore(options =>
        {
            options.TenantClaimType = "tid";
            options.UserClaimTypes = ["oid", "sub"];
            options.Grant("support_lead", GovernanceCapabilities.ApprovalsRead, GovernanceCapabilities.ApprovalsDecide);
        });
    }

    internal static void Limits(WebApplication app)
    {
        app.MapGet("/status", () => "ok").DisableGovernanceRateLimiting();
        app.MapPost("/exports", () => Results.Accepted()).WithGovernancePermits(10);
    }

    internal static void BuiltIn(WebApplicationBuilder builder)
    {
        builder.Services.AddRateLimiter(options => options.AddGovernancePolicy("governance"));

        WebApplication app = builder.Build();
        app.UseRateLimiter();
        app.MapGet("/reports", () => "…").RequireRateLimiting("governance");
    }

    internal static void Health(WebApplicationBuilder builder)
    {
        builder.Services.AddHealthChecks().AddGovernance();

        WebApplication app = builder.Build();
        app.MapHealthChecks("/health").DisableGovernanceRateLimiting().AllowAnonymous();
    }

    internal sealed class GatewayScopeResolver(ISessions sessions) : IGovernanceScopeResolver
    {
        public async ValueTask<GovernanceScope?> ResolveAsync(HttpContext context, CancellationToken cancellationToken) =>
            await sessions.FindAsync(context.User, cancellationToken) is { } session ? new GovernanceScope(session.Tenant, session.Org, session.User, session.Roles) : null;
    }

    internal interface ISessions
    {
        ValueTask<Session?> FindAsync(System.Security.Claims.ClaimsPrincipal user, CancellationToken cancellationToken);
    }

    internal interface IMailer
    {
        Task<string> SendAsync(string customer, Mail mail);
    }

    internal sealed record Session(string Tenant, string? Org, string User, string[] Roles);

    internal sealed record Mail(string Subject, string Text);
}
