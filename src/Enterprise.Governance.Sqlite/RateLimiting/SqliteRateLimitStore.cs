using Enterprise.Governance.RateLimiting;

namespace Enterprise.Governance.Sqlite;

/// <summary>Keeps the limiter's counters in SQLite. A count is durable when the call returns. Thread-safe.</summary>
/// <param name="database">The database; its clock is the store's.</param>
public sealed class SqliteRateLimitStore(GovernanceSqliteDatabase database) : IRateLimitStore
{
    private readonly GovernanceSqliteDatabase _database = database ?? throw new ArgumentNullException(nameof(database));
    private readonly TimeProvider _time = database.TimeProvider;

    /// <inheritdoc/>
    public ValueTask<RateLimitStoreResult> AcquireAsync(RateLimitStoreRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        // Asking without counting writes nothing, so it needs no turn of the writer; one snapshot shows all counters at one moment.
        return request.Permits == 0
            ? _database.ReadAsync(static (session, s) => SqliteRateLimitOperations.Acquire(session, s.request, s._time.GetUtcNow()), (request, _time), cancellationToken)
            : _database.WriteAsync(static (context, s) => SqliteRateLimitOperations.Acquire(context.Session, s.request, s._time.GetUtcNow()), (request, _time), cancellationToken);
    }
}
