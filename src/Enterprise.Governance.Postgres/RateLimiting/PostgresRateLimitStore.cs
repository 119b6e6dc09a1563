using System.Globalization;
using Enterprise.Governance.RateLimiting;

namespace Enterprise.Governance.Postgres;

/// <summary>Keeps the limiter's counters in PostgreSQL: one function call, one round trip, exact across processes. Thread-safe.</summary>
/// <remarks>
/// <para>
/// The clock is the server's. A count is on disk a moment after the call returns (<c>synchronous_commit = off</c> for these transactions alone);
/// see <see cref="GovernancePostgresOptions.RateLimitSynchronousCommit"/>.
/// </para>
/// <para>
/// Requests of one tenant that arrive while its counters are being asked go together in the next call, each with the result that it would have had by
/// itself.
/// </para>
/// </remarks>
public sealed class PostgresRateLimitStore : IRateLimitStore
{
    private readonly GovernancePostgresDatabase _database;
    private readonly PostgresRateLimitLanes _lanes;
    private readonly string _acquire;

    /// <summary>Creates the store.</summary>
    /// <param name="database">The database, with the tables of <see cref="PostgresFeatures.RateLimiting"/>.</param>
    public PostgresRateLimitStore(GovernancePostgresDatabase database)
    {
        ArgumentNullException.ThrowIfNull(database);
        _database = database;
        _lanes = new PostgresRateLimitLanes(CallAsync, database.Instruments);

        // What never changes is part of the text: each parameter costs on both sides.
        string isSynchronous = database.RateLimitSynchronousCommit ? "true" : "false", now = database.TestClock is null ? "" : ", $8";
        _acquire = database.Sql(string.Create(CultureInfo.InvariantCulture,
            $"""
            SELECT {"{schema}"}.rate_limit_acquire(
                $1, $2, $3::bigint[], $4::text[], $5::text[], $6::bigint[], $7::bigint[], '{database.LockTimeoutMilliseconds}', {isSynchronous}{now})::text
            """));
    }

    /// <inheritdoc/>
    public ValueTask<RateLimitStoreResult> AcquireAsync(RateLimitStoreRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Keys.IsEmpty)
            return new(new RateLimitStoreResult(true, (_database.TestClock ?? TimeProvider.System).GetUtcNow(), []));

        // A look takes no locks, and a lease is what saves calls already: nothing is won by waiting for others.
        return request.Permits == 0 || request.Keys.Any(static key => key.LeaseSize > 0)
            ? CallAsync(PostgresRateLimitCall.Of(request), cancellationToken)
            : _lanes.AcquireAsync(request, cancellationToken);
    }

    private ValueTask<RateLimitStoreResult> CallAsync(PostgresRateLimitCall call, CancellationToken cancellationToken) =>
        _database.WriteAsync(
            static (batch, s) => s.call.AddTo(batch, s.store._acquire, s.store._database),
            static async (reader, s) =>
            {
                await reader.ReadAsync().ConfigureAwait(false);
                return s.call.Read(reader.GetString(0));
            },
            (store: this, call), cancellationToken, StoreInstruments.Limit);
}
