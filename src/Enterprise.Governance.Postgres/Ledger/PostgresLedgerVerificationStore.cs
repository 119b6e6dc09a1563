using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Postgres;

/// <summary>Keeps the schedule of the verification in PostgreSQL; the lease's clock is the server's. Thread-safe.</summary>
/// <param name="database">The database, with the tables of <see cref="PostgresFeatures.Ledger"/>.</param>
public sealed class PostgresLedgerVerificationStore(GovernancePostgresDatabase database) : ILedgerVerificationStore
{
    private readonly GovernancePostgresDatabase _database = database ?? throw new ArgumentNullException(nameof(database));

    /// <inheritdoc/>
    public ValueTask<LedgerVerificationTurn> TakeAsync(string holder, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(holder);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lifetime, TimeSpan.Zero);
        return _database.WriteAsync(
            static (batch, s) => batch.AddCommand(s.database.Sql(Take)).AddText(s.holder).AddMilliseconds(s.lifetime).AddTime(s.database.Now),
            static async (reader, _) =>
            {
                await reader.ReadAsync().ConfigureAwait(false);
                return new LedgerVerificationTurn(reader.GetBoolean(0), reader.IsDBNull(1) ? null : reader.GetString(1));
            },
            (database: _database, holder, lifetime), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<bool> SaveAsync(string holder, string state, CancellationToken cancellationToken) => _database.WriteAsync(
        static (batch, s) => batch.AddCommand(s.database.Sql(
            "UPDATE {schema}.ledger_verification SET state = $2 WHERE lease_holder = $1 AND lease_until > coalesce($3, clock_timestamp()) RETURNING true"))
            .AddText(s.holder).AddText(s.state).AddTime(s.database.Now),
        static (reader, _) => reader.ReadAsync(), (database: _database, holder, state), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask ReleaseAsync(string holder, CancellationToken cancellationToken) => await _database.WriteAsync(
        static (batch, s) => batch.AddCommand(s.database.Sql("UPDATE {schema}.ledger_verification SET lease_holder = NULL, lease_until = NULL WHERE lease_holder = $1 RETURNING true")).AddText(s.holder),
        static (reader, _) => reader.ReadAsync(), (database: _database, holder), cancellationToken).ConfigureAwait(false);

    // What is read beside the UPDATE is of before it, which changes the lease alone.
    private const string Take =
        """
        WITH taken AS (
            UPDATE {schema}.ledger_verification SET lease_holder = $1, lease_until = coalesce($3, clock_timestamp()) + $2 * interval '1 millisecond'
            WHERE lease_holder IS NULL OR lease_holder = $1 OR lease_until <= coalesce($3, clock_timestamp())
            RETURNING state)
        SELECT EXISTS (SELECT FROM taken), coalesce((SELECT state FROM taken), (SELECT state FROM {schema}.ledger_verification))
        """;
}
