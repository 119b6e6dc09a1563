using Enterprise.Governance.Projections;
using Hangfire;
using Hangfire.Storage.Monitoring;
using Npgsql;
using ReferenceServer.Data;

namespace ReferenceServer.Status;

/// <summary>Says how the whole server does. What belongs to tenants is the asked one's alone; the rest tells of no tenant. Thread-safe.</summary>
internal sealed class SystemStatus(NpgsqlDataSource dataSource, IProjections projections, JobStorage jobs, TimeProvider clock)
{
    /// <param name="tenant">Whose verification is shown.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    internal async Task<SystemView> GetAsync(string tenant, CancellationToken cancellationToken)
    {
        DateTimeOffset now = clock.GetUtcNow();
        ListView[] lists = [.. (await projections.GetStatusAsync(cancellationToken)).Select(status => ListView.Of(status, now))];
        return new SystemView(now, lists, JobsView.Of(jobs.GetMonitoringApi().GetStatistics()), await OutboxAsync(cancellationToken), await VerificationAsync(tenant, cancellationToken));
    }

    private async Task<OutboxView> OutboxAsync(CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = dataSource.CreateCommand(
            """
            SELECT count(*), count(*) FILTER (WHERE o.not_before <= clock_timestamp()), extract(epoch FROM clock_timestamp() - min(q.created_at))::double precision
            FROM reference.outbox o LEFT JOIN reference.run_requests q USING (run_id)
            """);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new OutboxView(reader.GetInt64(0), reader.GetInt64(1), reader.IsDBNull(2) ? null : reader.GetDouble(2));
    }

    private async Task<VerificationView> VerificationAsync(string tenant, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = dataSource.CreateCommand(
            """
            SELECT max(v.verified_at), count(v.run_id), count(*) FILTER (WHERE v.seq IS DISTINCT FROM h.seq), count(*) FILTER (WHERE NOT v.ok), coalesce(sum(v.finding_count), 0),
                   coalesce((array_agg(v.run_id ORDER BY v.verified_at DESC) FILTER (WHERE NOT v.ok))[1:20], '{}')
            FROM governance.runs r JOIN governance.run_heads h USING (run_id) LEFT JOIN reference.verified_runs v USING (run_id) WHERE r.tenant_id = $1
            """);
        await using NpgsqlDataReader reader = await command.AddText(tenant).ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new VerificationView(
            reader.IsDBNull(0) ? null : reader.GetFieldValue<DateTimeOffset>(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetFieldValue<string[]>(5));
    }
}

/// <summary>How the whole server does.</summary>
/// <param name="At">The moment that it shows.</param>
/// <param name="Projections">The lists.</param>
/// <param name="Jobs">The job queue, of all tenants.</param>
/// <param name="Outbox">The runs that have not ended, of all tenants.</param>
/// <param name="Verification">The chains of the caller's tenant.</param>
internal sealed record SystemView(DateTimeOffset At, ListView[] Projections, JobsView Jobs, OutboxView Outbox, VerificationView Verification);

/// <summary>How fresh a list is.</summary>
/// <param name="Name">Its name.</param>
/// <param name="AsOf">The moment that it shows.</param>
/// <param name="LagSeconds">How far behind it is: 0 if nothing has changed since.</param>
/// <param name="IsDirty">Whether something has changed since.</param>
/// <param name="LastFailureCode">Why the last refresh failed, if it did.</param>
internal sealed record ListView(string Name, DateTimeOffset AsOf, double LagSeconds, bool IsDirty, string? LastFailureCode)
{
    internal static ListView Of(ProjectionStatus status, DateTimeOffset now) =>
        new(status.Name, status.AsOf, status is { IsDirty: true, IsAlwaysFresh: false } ? Math.Max(0, (now - status.AsOf).TotalSeconds) : 0, status.IsDirty, status.LastFailureCode);
}

/// <summary>The jobs of the queue by state.</summary>
/// <param name="Enqueued">Jobs that wait for a worker.</param>
/// <param name="Processing">Jobs that a worker is at.</param>
/// <param name="Scheduled">Jobs whose time has not come.</param>
/// <param name="Succeeded">Jobs that were done, ever.</param>
/// <param name="Failed">Jobs that failed; the outbox brings their runs back.</param>
/// <param name="Workers">The workers that say that they live.</param>
internal sealed record JobsView(long Enqueued, long Processing, long Scheduled, long Succeeded, long Failed, long Workers)
{
    internal static JobsView Of(StatisticsDto jobs) => new(jobs.Enqueued, jobs.Processing, jobs.Scheduled, jobs.Succeeded, jobs.Failed, jobs.Servers);
}

/// <summary>The runs that have not ended.</summary>
/// <param name="Depth">How many there are.</param>
/// <param name="Due">How many of them wait for a relay.</param>
/// <param name="OldestSeconds">How long ago the oldest was accepted.</param>
internal sealed record OutboxView(long Depth, long Due, double? OldestSeconds);

/// <summary>What the workers have found in the tenant's chains.</summary>
/// <param name="LastAt">When the last chain was verified; absent if none was.</param>
/// <param name="Verified">How many chains have been.</param>
/// <param name="Changed">How many have grown since, or were never verified.</param>
/// <param name="Bad">How many are not intact.</param>
/// <param name="Findings">How much was found in them.</param>
/// <param name="BadRuns">Runs whose chains are not intact, at most 20.</param>
internal sealed record VerificationView(DateTimeOffset? LastAt, long Verified, long Changed, long Bad, long Findings, string[] BadRuns);
