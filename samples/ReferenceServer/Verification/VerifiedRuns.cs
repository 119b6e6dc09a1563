using System.Text.Json;
using Enterprise.Governance.Ledger;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using ReferenceServer.Data;
using ReferenceServer.Hosting;

namespace ReferenceServer.Verification;

/// <summary>What the last verification of each run's chain has found, for the dashboard. Thread-safe.</summary>
internal sealed class VerifiedRuns(NpgsqlDataSource dataSource, IOptions<ServerOptions> options) : ILedgerVerificationObserver
{
    /// <summary>Finds runs that have grown since they were verified, those first that were verified the longest ago.</summary>
    internal async ValueTask<IReadOnlyList<string>> FindGrownAsync(CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = dataSource.CreateCommand(
            """
            SELECT h.run_id FROM governance.run_heads h JOIN governance.runs r USING (run_id) LEFT JOIN reference.verified_runs v USING (run_id)
            WHERE v.seq IS DISTINCT FROM h.seq ORDER BY v.verified_at NULLS FIRST, h.run_id LIMIT $1
            """);
        command.Parameters.Add(new NpgsqlParameter<int> { NpgsqlDbType = NpgsqlDbType.Integer, TypedValue = options.Value.VerifyRuns });
        List<string> runs = [];
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            runs.Add(reader.GetString(0));
        return runs;
    }

    public async ValueTask OnVerifiedAsync(VerifyReport report, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = dataSource.CreateCommand(
            """
            INSERT INTO reference.verified_runs (run_id, tenant_id, seq, ok, status, finding_count, verified_at)
            SELECT r.run_id, r.tenant_id, $2, $3, $4, $5, clock_timestamp() FROM governance.runs r WHERE r.run_id = $1
            ON CONFLICT (run_id) DO UPDATE SET seq = excluded.seq, ok = excluded.ok, status = excluded.status, finding_count = excluded.finding_count, verified_at = excluded.verified_at
            """);
        command.AddText(report.RunId).Parameters.Add(new NpgsqlParameter<long> { NpgsqlDbType = NpgsqlDbType.Bigint, TypedValue = report.Head?.Seq ?? 0 });
        command.Parameters.Add(new NpgsqlParameter<bool> { NpgsqlDbType = NpgsqlDbType.Boolean, TypedValue = report.Ok });
        command.AddText(JsonNamingPolicy.SnakeCaseLower.ConvertName(report.Status.ToString())).Parameters.Add(new NpgsqlParameter<int> { NpgsqlDbType = NpgsqlDbType.Integer, TypedValue = report.FindingCount });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    // The row says it, and the library's log.
    public ValueTask OnFindingAsync(VerifyReport report, CancellationToken cancellationToken) => default;

    // No tenant's: the library's log says it, and its health check.
    public ValueTask OnLogFindingAsync(LogReport report, CancellationToken cancellationToken) => default;
}
