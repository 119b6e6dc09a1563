using System.Text;
using Enterprise.Governance.Policies;

namespace Enterprise.Governance.Postgres;

/// <summary>Keeps versions of policy sets in PostgreSQL. Thread-safe.</summary>
/// <param name="database">The database, with the tables of <see cref="PostgresFeatures.Policies"/>.</param>
public sealed class PostgresPolicySetStore(GovernancePostgresDatabase database) : IPolicySetStore
{
    private readonly GovernancePostgresDatabase _database = database ?? throw new ArgumentNullException(nameof(database));

    /// <inheritdoc/>
    public async ValueTask WriteAsync(string version, ReadOnlyMemory<byte> document, CancellationToken cancellationToken)
    {
        // A version names its content, so one that is there needs no write.
        if (await ReadAsync(version, cancellationToken).ConfigureAwait(false) is not null)
            return;
        await _database.WriteAsync(
            static (batch, s) => batch.AddCommand(s.database.Sql(
                "INSERT INTO {schema}.policy_sets (version, document, created_at) VALUES ($1, $2, coalesce($3, clock_timestamp())) ON CONFLICT DO NOTHING"))
                .AddText(s.version).AddText(Encoding.UTF8.GetString(s.document.Span)).AddTime(s.database.Now),
            static (_, _) => Task.FromResult(true), (database: _database, version, document), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>?> ReadAsync(string version, CancellationToken cancellationToken) => _database.ReadAsync(
        static (batch, s) => batch.AddCommand(s.database.Sql("SELECT document FROM {schema}.policy_sets WHERE version = $1")).AddText(s.version),
        static async (reader, _, cancellationToken) => await reader.ReadAsync(cancellationToken).ConfigureAwait(false)
            ? Encoding.UTF8.GetBytes(reader.GetString(0))
            : default(ReadOnlyMemory<byte>?),
        (database: _database, version), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> ActivateAsync(string tenant, string? version, CancellationToken cancellationToken) => _database.WriteAsync(
        static (batch, s) =>
        {
            if (s.version is null)
                batch.AddCommand(s.database.Sql("DELETE FROM {schema}.policy_activations WHERE tenant_id = $1 RETURNING true")).AddText(s.tenant);
            else
                batch.AddCommand(s.database.Sql(Activate)).AddText(s.tenant).AddText(s.version).AddTime(s.database.Now);
        },
        static async (reader, s) => await reader.ReadAsync().ConfigureAwait(false) || s.version is null,
        (database: _database, tenant, version), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<string?> GetActiveAsync(string tenant, CancellationToken cancellationToken) => _database.ReadAsync(
        static (batch, s) => batch.AddCommand(s.database.Sql("SELECT version FROM {schema}.policy_activations WHERE tenant_id = $1")).AddText(s.tenant),
        static async (reader, _, cancellationToken) => await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? reader.GetString(0) : null,
        (database: _database, tenant), cancellationToken);

    // One statement: whether the version exists and the change to it. Versions are never deleted, so what it saw stays true.
    private const string Activate =
        """
        INSERT INTO {schema}.policy_activations (tenant_id, version, activated_at)
        SELECT $1, version, coalesce($3, clock_timestamp()) FROM {schema}.policy_sets WHERE version = $2
        ON CONFLICT (tenant_id) DO UPDATE SET version = excluded.version, activated_at = excluded.activated_at
        RETURNING true
        """;
}
