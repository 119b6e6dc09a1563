using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Sqlite;

/// <summary>Keeps the schedule of the verification in SQLite; the lease's clock is that of the database object. Thread-safe.</summary>
/// <param name="database">The database, with the tables of <see cref="SqliteFeatures.Ledger"/>.</param>
public sealed class SqliteLedgerVerificationStore(GovernanceSqliteDatabase database) : ILedgerVerificationStore
{
    private readonly GovernanceSqliteDatabase _database = database ?? throw new ArgumentNullException(nameof(database));

    /// <inheritdoc/>
    public ValueTask<LedgerVerificationTurn> TakeAsync(string holder, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(holder);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lifetime, TimeSpan.Zero);
        return _database.WriteAsync(
            static (context, s) =>
            {
                long now = s.time.GetUtcNow().ToUnixTimeMilliseconds();
                int taken = context.Session.Execute(
                    "UPDATE ledger_verification SET lease_holder = $holder, lease_until = $until WHERE lease_holder IS NULL OR lease_holder = $holder OR lease_until <= $now;",
                    ("$holder", s.holder), ("$until", now + (long)s.lifetime.TotalMilliseconds), ("$now", now));
                return new LedgerVerificationTurn(taken == 1, (string?)context.Session.Scalar("SELECT state FROM ledger_verification;"));
            },
            (holder, lifetime, time: _database.TimeProvider), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<bool> SaveAsync(string holder, string state, CancellationToken cancellationToken) => _database.WriteAsync(
        static (context, s) => context.Session.Execute(
            "UPDATE ledger_verification SET state = $state WHERE lease_holder = $holder AND lease_until > $now;",
            ("$state", s.state), ("$holder", s.holder), ("$now", s.time.GetUtcNow().ToUnixTimeMilliseconds())) == 1,
        (holder, state, time: _database.TimeProvider), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask ReleaseAsync(string holder, CancellationToken cancellationToken) => await _database.WriteAsync(
        static (context, holder) => context.Session.Execute("UPDATE ledger_verification SET lease_holder = NULL, lease_until = NULL WHERE lease_holder = $holder;", ("$holder", holder)),
        holder, cancellationToken).ConfigureAwait(false);
}
