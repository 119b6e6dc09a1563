using System.Globalization;
using System.Runtime.CompilerServices;
using Npgsql;

namespace Enterprise.Governance.Postgres;

/// <summary>A REPEATABLE READ, READ ONLY transaction: all of its statements see the moment of the first. Has one user at a time.</summary>
internal sealed class PostgresSnapshot : IAsyncDisposable
{
    private const int PageSize = 1000;

    private readonly GovernancePostgresDatabase _database;
    private readonly NpgsqlConnection _connection;

    private readonly Dictionary<string, PostgresCursorNames> _cursorNames = new(StringComparer.Ordinal);

    private PostgresSnapshot(GovernancePostgresDatabase database, NpgsqlConnection connection) => (_database, _connection) = (database, connection);

    /// <summary>Gets the clock of tests, or <see langword="null"/> for the server's.</summary>
    internal DateTime? Now => _database.Now;

    /// <summary>Gets whether there is a table of runs; a ledger alone has none.</summary>
    internal bool HasRuns { get; private init; }

    internal static async Task<PostgresSnapshot> OpenAsync(GovernancePostgresDatabase database, CancellationToken cancellationToken)
    {
        try
        {
            await database.OpenAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                return await OpenOnceAsync(database, null, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (PostgresFailure.IsLostConnection(e))
            {
                // The pool kept connections that have died, as after a restart of the server.
                database.DataSource.Clear();
                return await OpenOnceAsync(database, null, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (PostgresFailure.Translate(e) is GovernanceException failure && failure != e)
        {
            throw failure;
        }
    }

    /// <summary>Opens another view of the same moment, which is read independently of this one. Nothing may be under way here.</summary>
    internal async Task<PostgresSnapshot> ShareAsync(CancellationToken cancellationToken)
    {
        string id = "";
        await foreach (NpgsqlDataReader row in ReadAsync("SELECT pg_export_snapshot()", static _ => { }, cancellationToken).ConfigureAwait(false))
            id = row.GetString(0);
        return await Translated(OpenOnceAsync(_database, id, cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>Opens views of one moment for several readers, in a quarter of the pool: it is there for those who write, too.</summary>
    /// <param name="database">The database.</param>
    /// <param name="readers">How many readers are of use; there is room for one at least.</param>
    /// <param name="each">How many views a reader needs.</param>
    /// <param name="cancellationToken">Cancels opening.</param>
    internal static async Task<IReadOnlyList<PostgresSnapshot>> OpenManyAsync(GovernancePostgresDatabase database, int readers, int each, CancellationToken cancellationToken)
    {
        int room = new NpgsqlConnectionStringBuilder(database.DataSource.ConnectionString).MaxPoolSize / 4 / each;
        int count = each * Math.Max(1, Math.Min(readers, room));
        List<PostgresSnapshot> opened = [await OpenAsync(database, cancellationToken).ConfigureAwait(false)];
        try
        {
            while (opened.Count < count)
                opened.Add(await opened[0].ShareAsync(cancellationToken).ConfigureAwait(false));
            return opened;
        }
        catch
        {
            foreach (PostgresSnapshot snapshot in opened)
                await snapshot.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Runs a query and hands its rows out as they arrive. Nothing else can be read until its end.</summary>
    internal IAsyncEnumerable<NpgsqlDataReader> ReadAsync(string sql, Action<NpgsqlBatchCommand> bind, CancellationToken cancellationToken) => ReadAsync(sql, bind, static row => row, cancellationToken);

    /// <summary>Does the same and hands out what is read of each row: of millions of rows, a step less for each.</summary>
    internal IAsyncEnumerable<T> ReadAsync<T>(string sql, Action<NpgsqlBatchCommand> bind, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        NpgsqlBatch batch = _database.CreateBatch(_connection);
        bind(batch.AddCommand(_database.Sql(sql)));
        return ReadAsync(batch, read, cancellationToken);
    }

    /// <summary>Runs a query through a cursor, page by page: others may be read in between.</summary>
    internal async IAsyncEnumerable<T> PageAsync<T>(string sql, Action<NpgsqlBatchCommand> bind, Func<NpgsqlDataReader, T> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!_cursorNames.TryGetValue(sql, out PostgresCursorNames? names))
            _cursorNames.Add(sql, names = new PostgresCursorNames(_database.CursorName(sql)));
        string name = names.Take();
        List<T> page = [];
        bool isOpen = false;
        try
        {
            do
            {
                page.Clear();
                NpgsqlBatch batch = _database.CreateBatch(_connection);
                if (!isOpen)
                    bind(batch.AddCommand(_database.Sql($"DECLARE {name} NO SCROLL CURSOR FOR {sql}")));
                batch.AddCommand($"FETCH FORWARD {PageSize} FROM {name}");

                // A failure ends the transaction, and the cursor with it.
                isOpen = false;
                await foreach (T item in ReadAsync(batch, read, cancellationToken).ConfigureAwait(false))
                    page.Add(item);
                isOpen = true;
                foreach (T item in page)
                    yield return item;
            }
            while (page.Count == PageSize);
        }
        finally
        {
            if (isOpen)
                await CloseAsync(name, names).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync() => await _connection.DisposeAsync().ConfigureAwait(false);

    private static async Task<PostgresSnapshot> OpenOnceAsync(GovernancePostgresDatabase database, string? shared, CancellationToken cancellationToken)
    {
        NpgsqlConnection connection = await database.DataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            NpgsqlBatch batch = database.CreateBatch(connection);
            await using (batch.ConfigureAwait(false))
            {
                batch.AddCommand("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY");
                if (shared is not null)
                    batch.AddCommand($"SET TRANSACTION SNAPSHOT {Literal(shared)}");

                // What is read goes along an index, where compiling a query costs more than it gives; and cursors are read to their end.
                batch.AddCommand("SET LOCAL jit = off");
                batch.AddCommand("SET LOCAL cursor_tuple_fraction = 1");

                // The statement that fixes the snapshot, where it is not another one's.
                batch.AddCommand(database.Sql("SELECT to_regclass($1) IS NOT NULL")).AddText(database.Sql("{schema}.runs"));
                return new PostgresSnapshot(database, connection) { HasRuns = await batch.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true };
            }
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Runs a batch, hands its rows out and disposes of it.</summary>
    private static async IAsyncEnumerable<T> ReadAsync<T>(NpgsqlBatch batch, Func<NpgsqlDataReader, T> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using (batch.ConfigureAwait(false))
        {
            NpgsqlDataReader reader = await Translated(batch.ExecuteReaderAsync(cancellationToken)).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                // Most rows have arrived with the one before.
                for (Task<bool> next = reader.ReadAsync(cancellationToken); next.IsCompletedSuccessfully ? next.Result : await Translated(next).ConfigureAwait(false); next = reader.ReadAsync(cancellationToken))
                    yield return read(reader);
            }
        }
    }

    private async Task CloseAsync(string name, PostgresCursorNames names)
    {
        NpgsqlBatch batch = _database.CreateBatch(_connection);
        await using (batch.ConfigureAwait(false))
        {
            batch.AddCommand($"CLOSE {name}");
            try
            {
                await batch.ExecuteNonQueryAsync().ConfigureAwait(false);
                names.Return(name);
            }
            catch (NpgsqlException)
            {
                // Another read has ended the transaction, and the cursor with it; that failure is the one to be told.
            }
        }
    }

    // The statement takes no parameter. The id comes from the server: hexadecimal numbers with hyphens between them.
    private static string Literal(string id) => $"'{id.Replace("'", "''", StringComparison.Ordinal)}'";

    private static async Task<T> Translated<T>(Task<T> task)
    {
        try
        {
            return await task.ConfigureAwait(false);
        }
        catch (Exception e) when (PostgresFailure.Translate(e) is GovernanceException failure && failure != e)
        {
            throw failure;
        }
    }
}
