using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;
using ReferenceServer.Data;

namespace ReferenceServer.Status;

/// <summary>Whether the schemas of the library, the sample and the queue are there and may be used.</summary>
internal sealed class SchemaHealth(NpgsqlDataSource dataSource) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await SchemaCheck.FindProblemAsync(dataSource, cancellationToken) is { } problem ? HealthCheckResult.Unhealthy(problem) : HealthCheckResult.Healthy();
}
