using System.Security.Cryptography;
using System.Text;
using Enterprise.Governance.Anchoring;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using OpenTelemetry.Metrics;
using ReferenceServer.Hosting;

namespace ReferenceServer.Status;

/// <summary>What whoever keeps the processes alive asks: <c>/healthz</c>, <c>/readyz</c> and <c>/metrics</c>, of either role.</summary>
internal static class Probes
{
    internal static IServiceCollection AddProbes(this IServiceCollection services)
    {
        services.AddHealthChecks().AddGovernance().AddCheck<SchemaHealth>("schema", timeout: TimeSpan.FromSeconds(5));
        services.AddOpenTelemetry().WithMetrics(static metrics => metrics
            .AddGovernanceInstrumentation().AddMeter(AnchoringDiagnostics.MeterName, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime").AddPrometheusExporter());
        return services;
    }

    internal static void MapProbes(this WebApplication app)
    {
        byte[]? token = app.Configuration["METRICS_TOKEN"] is { Length: > 0 } text ? SHA256.HashData(Encoding.UTF8.GetBytes(text)) : null;
        app.Use((context, next) => context.GetEndpoint()?.Metadata.GetMetadata<MetricsEndpoint>() is null || IsLocal(context) || HasToken(context, token)
            ? next(context)
            : Results.Problem(title: "There is no such thing", statusCode: StatusCodes.Status404NotFound).ExecuteAsync(context));
        app.MapHealthChecks("/healthz", new HealthCheckOptions { Predicate = static _ => false, ResponseWriter = WriteAsync }).AllowAnonymous().DisableGovernanceRateLimiting();
        app.MapHealthChecks("/readyz", new HealthCheckOptions { ResponseWriter = WriteAsync }).AllowAnonymous().DisableGovernanceRateLimiting();
        app.MapPrometheusScrapingEndpoint("/metrics").AllowAnonymous().DisableGovernanceRateLimiting().WithMetadata(new MetricsEndpoint());
    }

    /// <summary>Names and states, nothing else.</summary>
    private static Task WriteAsync(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(
        new HealthView(NameOf(report.Status), report.Entries.ToDictionary(static entry => entry.Key, static entry => NameOf(entry.Value.Status))), ServerJson.Default.HealthView);

    private static string NameOf(HealthStatus status) => status.ToString().ToLowerInvariant();

    /// <summary>From this machine, and not through a proxy on it.</summary>
    private static bool IsLocal(HttpContext context) => context.Connection.RemoteIpAddress is { } address && System.Net.IPAddress.IsLoopback(address)
        && !context.Request.Headers.ContainsKey("X-Forwarded-For") && !context.Request.Headers.ContainsKey("X-Original-For");

    private static bool HasToken(HttpContext context, byte[]? token) => token is not null && context.Request.Headers.Authorization.ToString() is var header
        && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(header["Bearer ".Length..])), token);

    private sealed class MetricsEndpoint;
}

/// <summary>How a process does.</summary>
/// <param name="Status"><c>healthy</c>, <c>degraded</c> or <c>unhealthy</c>.</param>
/// <param name="Checks">The same for each part.</param>
internal sealed record HealthView(string Status, Dictionary<string, string> Checks);
