using System.Text.Json;
using Enterprise.Governance;
using Enterprise.Governance.Ledger;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using ReferenceServer.Data;
using ReferenceServer.Hosting;

namespace ReferenceServer.Verification;

/// <summary>
/// Verifies chains by and by: first those of runs that have grown since, then those that were verified the longest ago, so that what is changed later is found too. Of all workers one does it at a
/// time, some runs a pass.
/// </summary>
internal sealed class ChainVerification(NpgsqlDataSource dataSource, ILedger ledger, IOptions<ServerOptions> options, TimeProvider clock, ILogger<ChainVerification> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(TimeSpan.FromSeconds(options.Value.VerifySeconds), clock);
        do
        {
            try
            {
                await VerifyAsync(stoppingToken);
            }
            catch (Exception e) when (e is GovernanceException or NpgsqlException)
            {
                Log.VerificationFailed(logger, (e as GovernanceException)?.Code ?? e.GetType().Name);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
        while (await TickAsync(timer, stoppingToken));
    }

    /// <summary>Makes one pass, unless another process is at it.</summary>
    /// <returns>How many runs were verified.</returns>
    internal async Task<int> VerifyAsync(CancellationToken cancellationToken)
    {
        // The lock is the connection's: a worker that dies gives it back.
        await using NpgsqlConnection connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using (NpgsqlCommand take = new("SELECT pg_try_advisory_lock(hashtextextended('reference verification', 0))", connection))
        {
            if (await take.ExecuteScalarAsync(cancellationToken) is not true)
                return 0;
        }

        try
        {
            List<string> runs = await NextAsync(connection, cancellationToken);
            foreach (string runId in runs)
            {
                if (await ledger.VerifyAsync(runId, cancellationToken: cancellationToken) is { } report)
                    await StoreAsync(connection, report, cancellationToken);
            }

            return runs.Count;
        }
        finally
        {
            await using NpgsqlCommand free = new("SELECT pg_advisory_unlock(hashtextextended('reference verification', 0))", connection);
            await free.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }

    private async Task<List<string>> NextAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = new(
            """
            SELECT h.run_id FROM governance.run_heads h JOIN governance.runs r USING (run_id) LEFT JOIN reference.verified_runs v USING (run_id)
            ORDER BY v.seq IS NOT DISTINCT FROM h.seq, v.verified_at NULLS FIRST, h.run_id LIMIT $1
            """, connection);
        command.Parameters.Add(new NpgsqlParameter<int> { NpgsqlDbType = NpgsqlDbType.Integer, TypedValue = options.Value.VerifyRuns });
        List<string> runs = [];
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            runs.Add(reader.GetString(0));
        return runs;
    }

    private static async Task StoreAsync(NpgsqlConnection connection, VerifyReport report, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = new(
            """
            INSERT INTO reference.verified_runs (run_id, tenant_id, seq, ok, status, finding_count, verified_at)
            SELECT r.run_id, r.tenant_id, $2, $3, $4, $5, clock_timestamp() FROM governance.runs r WHERE r.run_id = $1
            ON CONFLICT (run_id) DO UPDATE SET seq = excluded.seq, ok = excluded.ok, status = excluded.status, finding_count = excluded.finding_count, verified_at = excluded.verified_at
            """, connection);
        command.AddText(report.RunId).Parameters.Add(new NpgsqlParameter<long> { NpgsqlDbType = NpgsqlDbType.Bigint, TypedValue = report.Head?.Seq ?? 0 });
        command.Parameters.Add(new NpgsqlParameter<bool> { NpgsqlDbType = NpgsqlDbType.Boolean, TypedValue = report.Ok });
        command.AddText(JsonNamingPolicy.SnakeCaseLower.ConvertName(report.Status.ToString())).Parameters.Add(new NpgsqlParameter<int> { NpgsqlDbType = NpgsqlDbType.Integer, TypedValue = report.FindingCount });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<bool> TickAsync(PeriodicTimer timer, CancellationToken stoppingToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
