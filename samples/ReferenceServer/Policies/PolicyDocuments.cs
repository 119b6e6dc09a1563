using Npgsql;
using ReferenceServer.Data;

namespace ReferenceServer.Policies;

/// <summary>Keeps the policies that tenants have saved, every version. Thread-safe.</summary>
internal sealed class PolicyDocuments(NpgsqlDataSource dataSource)
{
    /// <summary>Reads what is in force for a tenant; <see langword="null"/> if nobody has saved anything.</summary>
    internal async Task<PolicyDocument?> FindAsync(string tenant, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = dataSource.CreateCommand(
            "SELECT text, version, saved_by, saved_at FROM reference.policy_documents WHERE tenant_id = $1 ORDER BY revision DESC LIMIT 1");
        command.AddText(tenant);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new PolicyDocument(reader.GetString(0), reader.GetString(1), PolicyOrigin.Store) { SavedBy = reader.GetString(2), SavedAt = reader.GetFieldValue<DateTimeOffset>(3) }
            : null;
    }

    /// <summary>Puts a document in force if the one before is still <paramref name="expected"/>; <see langword="null"/> stands for none.</summary>
    /// <returns>The document, or <see langword="null"/> if somebody else has saved another one. Of two who save over the same version, one does: the revision is the key.</returns>
    internal async Task<PolicyDocument?> TryAddAsync(string tenant, string text, string? expected, string savedBy, CancellationToken cancellationToken)
    {
        string version = PolicyText.VersionOf(text);
        await using NpgsqlCommand command = dataSource.CreateCommand(
            """
            WITH last AS (SELECT revision, version FROM reference.policy_documents WHERE tenant_id = $1 ORDER BY revision DESC LIMIT 1)
            INSERT INTO reference.policy_documents (tenant_id, revision, version, text, saved_by)
            SELECT $1, coalesce((SELECT revision FROM last), 0) + 1, $2, $3, $5 WHERE (SELECT version FROM last) IS NOT DISTINCT FROM $4
            ON CONFLICT DO NOTHING RETURNING saved_at
            """);
        command.AddText(tenant).AddText(version).AddText(text).AddText(expected).AddText(savedBy);
        return await command.ExecuteScalarAsync(cancellationToken) is DateTime savedAt
            ? new PolicyDocument(text, version, PolicyOrigin.Store) { SavedBy = savedBy, SavedAt = new DateTimeOffset(savedAt) }
            : null;
    }
}
