using Npgsql;

namespace Enterprise.Governance.Postgres;

// How stores talk to the server: one batch, one round trip, errors translated.
public sealed partial class GovernancePostgresDatabase
{
    /// <summary>Runs one statement that is a transaction by itself.</summary>
    /// <remarks>Cancellation counts until the statement is sent; from then on its result is awaited, so that what a caller was told is what happened.</remarks>
    internal ValueTask<TResult> WriteAsync<TState, TResult>(
        Action<NpgsqlBatch, TState> fill, Func<NpgsqlDataReader, TState, Task<TResult>> read, TState state, CancellationToken cancellationToken, string operation = StoreInstruments.Write) =>
        ExchangeAsync(fill, (reader, state, _) => read(reader, state), state, isTransaction: false, operation, cancellationToken);

    /// <summary>Runs the commands between BEGIN and COMMIT, in one round trip; the result is handed out once the commit is durable.</summary>
    /// <remarks>
    /// READ COMMITTED whatever the role's default: each command sees what was committed before it began, so a command after one that took
    /// locks sees what their last holders did. If a command fails, the server skips the rest, and the pool rolls back. Cancellation as in <see cref="WriteAsync"/>.
    /// </remarks>
    internal ValueTask<TResult> TransactAsync<TState, TResult>(
        Action<NpgsqlBatch, TState> fill, Func<NpgsqlDataReader, TState, Task<TResult>> read, TState state, CancellationToken cancellationToken) =>
        ExchangeAsync(fill, (reader, state, _) => read(reader, state), state, isTransaction: true, StoreInstruments.Write, cancellationToken);

    /// <summary>Runs one statement that only reads: one statement is one snapshot. Cancellation stops it.</summary>
    internal ValueTask<TResult> ReadAsync<TState, TResult>(
        Action<NpgsqlBatch, TState> fill, Func<NpgsqlDataReader, TState, CancellationToken, Task<TResult>> read, TState state, CancellationToken cancellationToken) =>
        ExchangeAsync(fill, read, state, isTransaction: false, StoreInstruments.Read, cancellationToken);

    /// <summary>Asks the server whether it takes no writes: a standby, or a session that is read-only by default.</summary>
    internal ValueTask<bool> IsReadOnlyAsync(CancellationToken cancellationToken) => ReadAsync(
        static (batch, _) => batch.AddCommand("SELECT pg_is_in_recovery() OR current_setting('default_transaction_read_only')::boolean"),
        static (reader, _, _) => PostgresAnswers.ReadBooleanAsync(reader), 0, cancellationToken);

    /// <summary>Runs commands in the group commit, under the lock on the run's head; the result is handed out once the commit is durable.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="add">Adds the commands; they must not fail for what is expected.</param>
    /// <param name="read">Reads their answer.</param>
    /// <param name="decide">Makes the result and seals the events.</param>
    /// <param name="state">What the three are given.</param>
    /// <param name="cancellationToken">Until the unit is taken into a transaction: nothing lands.</param>
    /// <param name="lockKeys">The meter's locks that the commands need.</param>
    internal ValueTask<TResult> CommitAsync<TState, TAnswer, TResult>(
        string runId, Action<NpgsqlBatch, TState> add, Func<NpgsqlDataReader, TState, Task<TAnswer>> read, Func<TAnswer, PostgresChains, TState, TResult> decide,
        TState state, CancellationToken cancellationToken, IReadOnlyList<long>? lockKeys = null) =>
        Writes.EnqueueAsync(new PostgresUnit<TState, TAnswer, TResult>(runId, state, add, read, decide, lockKeys ?? []), cancellationToken);

    private async ValueTask<TResult> ExchangeAsync<TState, TResult>(
        Action<NpgsqlBatch, TState> fill, Func<NpgsqlDataReader, TState, CancellationToken, Task<TResult>> read, TState state,
        bool isTransaction, string operation, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        bool isRead = operation == StoreInstruments.Read;
        long began = Instruments.Begin();
        try
        {
            if (!_isOpen)
                await OpenAsync(cancellationToken).ConfigureAwait(false);
            TResult result;
            try
            {
                result = await ExchangeOnceAsync(fill, read, state, isTransaction, isRead, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (isRead && PostgresFailure.IsLostConnection(e))
            {
                // The pool kept connections that have died, as after a restart of the server. What only reads may be asked again; what writes may have happened.
                DataSource.Clear();
                result = await ExchangeOnceAsync(fill, read, state, isTransaction, isRead, cancellationToken).ConfigureAwait(false);
            }

            Instruments.End(operation, began);
            return result;
        }
        catch (Exception e) when (PostgresFailure.Translate(e) is GovernanceException failure)
        {
            Instruments.End(operation, began, failure);
            if (failure == e)
                throw;
            throw failure;
        }
    }

    private async ValueTask<TResult> ExchangeOnceAsync<TState, TResult>(
        Action<NpgsqlBatch, TState> fill, Func<NpgsqlDataReader, TState, CancellationToken, Task<TResult>> read, TState state,
        bool isTransaction, bool isRead, CancellationToken cancellationToken)
    {
        NpgsqlConnection connection = await DataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            NpgsqlBatch batch = CreateBatch(connection);
            await using (batch.ConfigureAwait(false))
            {
                if (isTransaction)
                    batch.BatchCommands.Add(new NpgsqlBatchCommand("BEGIN ISOLATION LEVEL READ COMMITTED"));
                fill(batch, state);
                if (isTransaction)
                    batch.BatchCommands.Add(new NpgsqlBatchCommand("COMMIT"));
                cancellationToken.ThrowIfCancellationRequested();
                PostgresCommitWatch? watch = isRead ? null : new(connection);
                TResult result = await RunAsync(batch, read, state, isRead ? cancellationToken : CancellationToken.None).ConfigureAwait(false);
                watch?.RequireConfirmed();
                return result;
            }
        }
    }

    private static async Task<TResult> RunAsync<TState, TResult>(
        NpgsqlBatch batch, Func<NpgsqlDataReader, TState, CancellationToken, Task<TResult>> read, TState state, CancellationToken cancellationToken)
    {
        NpgsqlDataReader reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            TResult result = await read(reader, state, cancellationToken).ConfigureAwait(false);

            // Errors of later commands, that of COMMIT above all, show only when their answers are read.
            while (await reader.NextResultAsync(cancellationToken).ConfigureAwait(false))
            {
            }

            return result;
        }
    }
}
