using Enterprise.Governance.Projections;
using Npgsql;

namespace Enterprise.Governance.Postgres;

/// <summary>Refreshes of one process. Requests that arrive while a refresh runs share the next; across processes the database sees to the same. Thread-safe.</summary>
internal sealed class PostgresRefreshes(GovernancePostgresDatabase database, NpgsqlDataSource dataSource, TimeSpan timeout, PostgresRefreshMetrics metrics)
{
    private readonly Lock _lock = new();

    // Under _lock, by projection: the refresh that runs, and the one that has not begun and may be joined.
    private readonly Dictionary<string, (Task Running, Task<PostgresRefreshOutcome>? Next)> _shared = new(StringComparer.Ordinal);

    internal PostgresRefreshMetrics Metrics => metrics;

    /// <summary>Returns a refresh that begins after this call, and is done in the background whoever waits for it.</summary>
    internal Task<PostgresRefreshOutcome> ShareAsync(string projection)
    {
        lock (_lock)
        {
            (Task running, Task<PostgresRefreshOutcome>? next) = _shared.GetValueOrDefault(projection, (Task.CompletedTask, null));
            if (next is not null)
                return next;
            next = NextAsync(projection, running);
            _shared[projection] = (running, next);
            return next;
        }
    }

    private async Task<PostgresRefreshOutcome> NextAsync(string projection, Task running)
    {
        await Task.WhenAny(running).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        lock (_lock)
            _shared[projection] = (_shared[projection].Next!, null);
        return await RunAsync(projection, isAutomatic: false, isRebuild: false).ConfigureAwait(false);
    }

    /// <summary>Calls the server's refresh, counts it, and notes a failure where every process can see it.</summary>
    internal async Task<PostgresRefreshOutcome> RunAsync(string projection, bool isAutomatic, bool isRebuild)
    {
        DateTimeOffset began = TimeProvider.System.GetUtcNow();
        try
        {
            PostgresRefreshOutcome outcome = await ExchangeAsync(
                batch => batch.AddCommand(database.Sql("SELECT outcome, dirty, duration_ms, wait_ms, as_of, mode, refreshed_at, last_ms, is_dirty FROM {schema}.projection_refresh($1, $2, $3, 1000, $4)"))
                    .AddText(projection).AddBoolean(isAutomatic).AddBoolean(isRebuild).AddTime(database.Now),
                reader => Read(reader, projection)).ConfigureAwait(false);
            metrics.Ended(projection, outcome.Outcome, outcome, began);
            return outcome;
        }
        catch (Exception e)
        {
            Exception failure = PostgresFailure.Translate(e);
            metrics.Ended(projection, "failed", null, began);
            await NoteFailureAsync(projection, (failure as GovernanceException)?.Code ?? "failed").ConfigureAwait(false);
            throw failure;
        }
    }

    internal Task<long> CountDifferencesAsync(string projection) => ExchangeAsync(
        batch => batch.AddCommand(database.Sql("SELECT {schema}.projection_differences($1)")).AddText(projection), static reader => reader.GetInt64(0));

    private static PostgresRefreshOutcome Read(NpgsqlDataReader reader, string projection) => new(
        reader.GetString(0), reader.GetInt64(1), Milliseconds(reader, 2), Milliseconds(reader, 3), new ProjectionStatus(projection, reader.Time(4), IsAlwaysFresh: false)
        {
            Mode = reader.GetString(5) == "incremental" ? ProjectionMode.Incremental : ProjectionMode.Materialized,
            LastSuccess = reader.TimeOrNull(6),
            LastDuration = Milliseconds(reader, 7),
            IsDirty = reader.GetBoolean(8),
        });

    private static TimeSpan? Milliseconds(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : TimeSpan.FromMilliseconds(reader.GetDouble(column));

    private async Task NoteFailureAsync(string projection, string code)
    {
        try
        {
            await ExchangeAsync(batch => batch.AddCommand(database.Sql("SELECT {schema}.projection_failed($1, $2, $3) IS NULL")).AddText(projection).AddText(code).AddTime(database.Now), static _ => true).ConfigureAwait(false);
        }
        catch (Exception e) when (PostgresFailure.Translate(e) is GovernanceException)
        {
            // The database cannot be reached: whoever asks how the projection stands will see that.
        }
    }

    private async Task<TResult> ExchangeAsync<TResult>(Action<NpgsqlBatch> fill, Func<NpgsqlDataReader, TResult> read)
    {
        await database.OpenAsync().ConfigureAwait(false);
        try
        {
            try
            {
                return await ExchangeOnceAsync(fill, read).ConfigureAwait(false);
            }
            catch (Exception e) when (PostgresFailure.IsLostConnection(e))
            {
                // The pool kept connections that have died, as after a restart of the server. Nothing here does harm when it is done twice.
                dataSource.Clear();
                return await ExchangeOnceAsync(fill, read).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (PostgresFailure.Translate(e) is GovernanceException failure && failure != e)
        {
            throw failure;
        }
    }

    private async Task<TResult> ExchangeOnceAsync<TResult>(Action<NpgsqlBatch> fill, Func<NpgsqlDataReader, TResult> read)
    {
        NpgsqlConnection connection = await dataSource.OpenConnectionAsync().ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            NpgsqlBatch batch = database.CreateBatch(connection);
            await using (batch.ConfigureAwait(false))
            {
                batch.Timeout = (int)Math.Ceiling(timeout.TotalSeconds);
                fill(batch);
                NpgsqlDataReader reader = await batch.ExecuteReaderAsync().ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    await reader.ReadAsync().ConfigureAwait(false);
                    return read(reader);
                }
            }
        }
    }
}
