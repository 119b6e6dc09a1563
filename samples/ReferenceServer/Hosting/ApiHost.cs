using Enterprise.Governance.AspNetCore;
using ReferenceServer.Anchoring;
using ReferenceServer.Authentication;
using ReferenceServer.Dashboard;
using ReferenceServer.Description;
using ReferenceServer.Policies;
using ReferenceServer.Runs;
using ReferenceServer.Status;

namespace ReferenceServer.Hosting;

/// <summary>The role <c>api</c>.</summary>
internal static class ApiHost
{
    internal const int MaxBodyBytes = 256 * 1024;

    internal static WebApplication Build(WebApplicationBuilder builder)
    {
        builder.Services.AddReferenceServer(builder.Configuration).AddRelay().AddServerAuthentication(builder.Configuration);
        builder.Services.AddGovernanceAspNetCore();
        builder.Services.AddEvidence(builder.Configuration, builder.Environment);
        builder.Services.AddOptions<GovernanceHttpOptions>().Configure<Capabilities>(static (http, capabilities) => capabilities.GrantTo(http));
        builder.Services.AddSingleton<RunFeed>().AddSingleton<RunArchive>().AddSingleton<RunLookup>().AddSingleton<SystemStatus>();
        builder.Services.AddProbes();
        builder.AddDashboard();
        builder.Services.AddApiDescription();
        builder.Services.AddProblemDetails().AddExceptionHandler<GovernanceFailures>();
        builder.Services.ConfigureHttpJsonOptions(static options => ServerJson.Apply(options.SerializerOptions));
        builder.Services.Configure<Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions>(static options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = MaxBodyBytes;
        });

        builder.Services.AddTrustedProxies();
        builder.Services.AddProtectionKeys();
        WebApplication app = builder.Build();

        // What is wrong with users and roles is said now, not to the first who logs in.
        _ = app.Services.GetRequiredService<UserDirectory>();
        _ = app.Services.GetRequiredService<Capabilities>();
        app.UseForwardedHeaders();
        app.UseSecurityHeaders();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseAuthentication();
        app.UseCsrfProtection();
        app.UseAuthorization();
        app.UseGovernanceRateLimiting();
        app.UseCapabilities();
        app.MapApiDescription();
        app.MapProbes();
        app.MapAuth();
        app.MapRuns();
        app.MapPolicies();
        app.MapAdmin();
        app.MapGovernance("", GovernanceEndpoints.All & ~GovernanceEndpoints.Projections).RequireAuthorization();
        app.MapGovernance("/admin", GovernanceEndpoints.Projections).RequireAuthorization();
        app.MapDashboard();
        return app;
    }

    /// <summary>Sets them when the answer starts: the exception handler clears what was set before.</summary>
    private static void UseSecurityHeaders(this WebApplication app) => app.Use(static (context, next) =>
    {
        context.Response.OnStarting(static state => SetSecurityHeaders((HttpResponse)state), context.Response);
        return next(context);
    });

    private static Task SetSecurityHeaders(HttpResponse response)
    {
        IHeaderDictionary headers = response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers.ContentSecurityPolicy = response.HttpContext.GetEndpoint()?.Metadata.GetMetadata<PageSecurityPolicy>()?.Text
            ?? "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";

        // Files of the dashboard say it themselves: they are named after their content.
        if (headers.CacheControl.Count == 0)
            headers.CacheControl = "no-store";
        return Task.CompletedTask;
    }
}
