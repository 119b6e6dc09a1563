using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Enterprise.Governance;
using Npgsql;
using NpgsqlTypes;
using ReferenceServer.Data;
using ReferenceServer.Hosting;
using ReferenceServer.Planning;

namespace ReferenceServer.Runs;

/// <summary>Keeps what callers asked for. Thread-safe.</summary>
internal sealed class RunRequests(NpgsqlDataSource dataSource)
{
    /// <summary>Stores a request and, in the same transaction, the word to carry it out.</summary>
    /// <returns>How it ended, and the id of the run that stands: of a repeat, the first one's.</returns>
    internal async Task<(SubmitStatus Status, string RunId)> SubmitAsync(RunRequest request, CancellationToken cancellationToken)
    {
        string digest = DigestOf(request);
        await using NpgsqlCommand command = dataSource.CreateCommand(
            """
            WITH stored AS (
                INSERT INTO reference.run_requests (run_id, tenant_id, org_id, user_id, roles, title, tags, message, plan, idempotency_key, request_digest)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
                ON CONFLICT (tenant_id, user_id, idempotency_key) WHERE idempotency_key IS NOT NULL DO NOTHING
                RETURNING run_id),
            told AS (INSERT INTO reference.outbox (run_id) SELECT run_id FROM stored)
            SELECT run_id, $11::text FROM stored
            """);
        command.AddText(request.RunId).AddText(request.Scope.Tenant).AddText(request.Scope.Org).AddText(request.Scope.User!).AddText(Write(request.Scope.Roles)).AddText(request.Title)
            .AddText(Write(request.Tags)).AddText(request.Message).AddText(Write(request.Plan)).AddText(request.IdempotencyKey).AddText(digest);
        (string RunId, string Digest) row = await ReadRowAsync(command, cancellationToken) ?? await FindByKeyAsync(request, cancellationToken)
            ?? throw new InvalidOperationException("a request under this key stood, and is gone");
        return (row.RunId == request.RunId ? SubmitStatus.Accepted : row.Digest == digest ? SubmitStatus.Repeated : SubmitStatus.KeyReused, row.RunId);
    }

    internal async Task<RunRequest?> FindAsync(string runId, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = dataSource.CreateCommand("SELECT tenant_id, org_id, user_id, roles, message, title, tags, plan, idempotency_key FROM reference.run_requests WHERE run_id = $1");
        command.AddText(runId);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return null;
        return new RunRequest(runId, new GovernanceScope(reader.GetString(0), reader.TextOrNull(1), reader.GetString(2), [.. ReadTexts(reader.GetString(3))]), reader.GetString(4))
        {
            Title = reader.TextOrNull(5),
            Tags = ReadTexts(reader.GetString(6)),
            Plan = reader.TextOrNull(7) is { } plan ? JsonSerializer.Deserialize(plan, ServerJson.Default.ImmutableArrayPlannedStep) : null,
            IdempotencyKey = reader.TextOrNull(8),
        };
    }

    /// <summary>Keeps the planner's steps, unless some are there: whoever takes the run over carries out the same ones.</summary>
    internal async Task<ImmutableArray<PlannedStep>> KeepPlanAsync(string runId, ImmutableArray<PlannedStep> plan, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = dataSource.CreateCommand("UPDATE reference.run_requests SET plan = coalesce(plan, $2) WHERE run_id = $1 RETURNING plan");
        command.AddText(runId).AddText(Write(plan));
        return JsonSerializer.Deserialize((string)(await command.ExecuteScalarAsync(cancellationToken))!, ServerJson.Default.ImmutableArrayPlannedStep);
    }

    private async Task<(string RunId, string Digest)?> FindByKeyAsync(RunRequest request, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = dataSource.CreateCommand("SELECT run_id, request_digest FROM reference.run_requests WHERE tenant_id = $1 AND user_id = $2 AND idempotency_key = $3");
        command.AddText(request.Scope.Tenant).AddText(request.Scope.User!).AddText(request.IdempotencyKey);
        return await ReadRowAsync(command, cancellationToken);
    }

    private static async Task<(string RunId, string Digest)?> ReadRowAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? (reader.GetString(0), reader.GetString(1)) : null;
    }

    private static string DigestOf(RunRequest request) => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(
        [request.Message, request.Title ?? "", Write(request.Tags), Write(request.Plan) ?? ""], ServerJson.Default.StringArray)));

    private static string Write(IEnumerable<string> texts) => JsonSerializer.Serialize([.. texts], ServerJson.Default.StringArray);

    private static string? Write(ImmutableArray<PlannedStep>? plan) => plan is { } steps ? JsonSerializer.Serialize(steps, ServerJson.Default.ImmutableArrayPlannedStep) : null;

    private static ImmutableArray<string> ReadTexts(string json) => [.. JsonSerializer.Deserialize(json, ServerJson.Default.StringArray)!];
}
