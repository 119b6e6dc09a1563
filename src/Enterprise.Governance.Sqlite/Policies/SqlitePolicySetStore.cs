using System.Text;
using Enterprise.Governance.Policies;

namespace Enterprise.Governance.Sqlite;

/// <summary>Keeps versions of policy sets in SQLite.</summary>
/// <param name="database">The database, with the tables of <see cref="SqliteFeatures.Policies"/>.</param>
public sealed class SqlitePolicySetStore(GovernanceSqliteDatabase database) : IPolicySetStore
{
    /// <inheritdoc/>
    public async ValueTask WriteAsync(string version, ReadOnlyMemory<byte> document, CancellationToken cancellationToken)
    {
        // A version names its content, so one that is there needs no write.
        if (await ReadAsync(version, cancellationToken).ConfigureAwait(false) is not null)
            return;
        await database.WriteAsync(
            static (context, s) => context.Session.Execute(
                "INSERT INTO policy_sets (version, document, created_at) VALUES ($version, $document, $now) ON CONFLICT DO NOTHING;",
                ("$version", s.version), ("$document", Encoding.UTF8.GetString(s.document.Span)), ("$now", s.now.ToUnixTimeMilliseconds())),
            (version, document, now: database.TimeProvider.GetUtcNow()), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>?> ReadAsync(string version, CancellationToken cancellationToken) => database.ReadAsync(
        static (session, version) => session.Scalar("SELECT document FROM policy_sets WHERE version = $version;", ("$version", version)) is string document
            ? Encoding.UTF8.GetBytes(document)
            : default(ReadOnlyMemory<byte>?),
        version, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> ActivateAsync(string tenant, string? version, CancellationToken cancellationToken) => database.WriteAsync(
        static (context, s) =>
        {
            if (s.version is null)
            {
                context.Session.Execute("DELETE FROM policy_activations WHERE tenant_id = $tenant;", ("$tenant", s.tenant));
                return true;
            }

            if (context.Session.ScalarLong("SELECT count(*) FROM policy_sets WHERE version = $version;", ("$version", s.version)) == 0)
                return false;
            context.Session.Execute(
                """
                INSERT INTO policy_activations (tenant_id, version, activated_at) VALUES ($tenant, $version, $now)
                ON CONFLICT (tenant_id) DO UPDATE SET version = excluded.version, activated_at = excluded.activated_at;
                """,
                ("$tenant", s.tenant), ("$version", s.version), ("$now", s.now.ToUnixTimeMilliseconds()));
            return true;
        },
        (tenant, version, now: database.TimeProvider.GetUtcNow()), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<string?> GetActiveAsync(string tenant, CancellationToken cancellationToken) => database.ReadAsync(
        static (session, tenant) => session.Scalar("SELECT version FROM policy_activations WHERE tenant_id = $tenant;", ("$tenant", tenant)) as string, tenant, cancellationToken);
}
