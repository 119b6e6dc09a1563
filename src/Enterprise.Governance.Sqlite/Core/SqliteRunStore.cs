using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Sqlite;

/// <summary>Keeps runs and their leases in SQLite; the clock of leases is that of the database object.</summary>
/// <param name="database">The database, with the tables of <see cref="SqliteFeatures.Core"/>.</param>
/// <param name="sealer">Makes the chain's hashes.</param>
public sealed class SqliteRunStore(GovernanceSqliteDatabase database, ChainSealer sealer) : IRunStore
{
    /// <inheritdoc/>
    public ValueTask<bool> CreateAsync(RunRecord run, PreparedEvent started, CancellationToken cancellationToken) => database.WriteAsync(
        static (context, s) => SqliteRunOperations.Create(context.Session, s.run, s.started, s.sealer), (run, started, sealer), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RunRecord?> GetAsync(string runId, CancellationToken cancellationToken) =>
        database.ReadAsync(static (session, runId) => SqliteRunOperations.Read(session, runId), runId, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RunTransition> TransitionAsync(string runId, RunState to, IReadOnlyList<PreparedEvent> events, long? fencingToken, CancellationToken cancellationToken) => database.WriteAsync(
        static (context, s) =>
        {
            RunState from = SqliteRunOperations.RequireRun(context.Session, s.runId, s.fencingToken);
            bool changes = from.CanBecome(s.to);
            if (changes)
            {
                SqliteRunOperations.SetState(context.Session, s.runId, s.to, s.now);
                SqliteRunOperations.Append(context.Session, s.runId, s.events, s.sealer);
            }

            return new RunTransition(SqliteRunOperations.Read(context.Session, s.runId)!, changes);
        },
        (runId, to, events, fencingToken, sealer, now: database.TimeProvider.GetUtcNow()), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RunRecord> UpdateAsync(string runId, RunUpdate update, CancellationToken cancellationToken) => database.WriteAsync(
        static (context, s) =>
        {
            SqliteRunOperations.RequireRun(context.Session, s.runId, null);
            context.Session.Execute(
                "UPDATE runs SET title = CASE WHEN $changes THEN $title ELSE title END, tags = coalesce($tags, tags) WHERE run_id = $run;",
                ("$run", s.runId), ("$changes", s.update.ChangesTitle), ("$title", s.update.Title), ("$tags", s.update.Tags is { } tags ? StoredLists.WriteList(tags) : null));
            return SqliteRunOperations.Read(context.Session, s.runId)!;
        },
        (runId, update), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RunLease?> AcquireLeaseAsync(string runId, string owner, TimeSpan lifetime, CancellationToken cancellationToken) => database.WriteAsync(
        static (context, s) => SqliteRunOperations.AcquireLease(context.Session, s.runId, s.owner, s.lifetime, s.time.GetUtcNow()),
        (runId, owner, lifetime, time: database.TimeProvider), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> RenewLeaseAsync(string runId, long fencingToken, TimeSpan lifetime, CancellationToken cancellationToken) => database.WriteAsync(
        static (context, s) => context.Session.Execute(
            "UPDATE runs SET lease_expires_at = $expires WHERE run_id = $run AND fencing_token = $token AND lease_expires_at IS NOT NULL;",
            ("$run", s.runId), ("$token", s.fencingToken), ("$expires", (s.time.GetUtcNow() + s.lifetime).ToUnixTimeMilliseconds())) == 1,
        (runId, fencingToken, lifetime, time: database.TimeProvider), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask ReleaseLeaseAsync(string runId, long fencingToken, CancellationToken cancellationToken) => await database.WriteAsync(
        static (context, s) => context.Session.Execute(
            "UPDATE runs SET lease_owner = NULL, lease_expires_at = NULL WHERE run_id = $run AND fencing_token = $token;", ("$run", s.runId), ("$token", s.fencingToken)),
        (runId, fencingToken), cancellationToken).ConfigureAwait(false);
}
