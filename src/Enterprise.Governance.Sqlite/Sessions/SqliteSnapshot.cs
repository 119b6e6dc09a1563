using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;

namespace Enterprise.Governance.Sqlite;

/// <summary>A session inside a read transaction; returns to the pool when disposed.</summary>
internal sealed class SqliteSnapshot(GovernanceSqliteDatabase database, SqliteSession session) : IDisposable
{
    private bool _isReturned;

    internal SqliteSession Session { get; } = session;

    /// <summary>Runs a query for at most one row.</summary>
    internal T? One<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        try
        {
            using SqliteDataReader reader = Session.Query(sql, parameters);
            return reader.Read() ? read(reader) : default;
        }
        catch (SqliteException e)
        {
            throw SqliteFailure.Translate(e);
        }
    }

    /// <summary>Streams a query with a statement of its own, so that others may be read in between, the same one too.</summary>
    internal async IAsyncEnumerable<T> ReadAsync<T>(
        string sql, Func<SqliteDataReader, T> read, [EnumeratorCancellation] CancellationToken cancellationToken, params (string Name, object? Value)[] parameters)
    {
        await ValueTask.CompletedTask.ConfigureAwait(false);
        using SqliteCommand command = Session.Connection.CreateCommand();
        command.CommandText = sql;
        foreach ((string name, object? value) in parameters)
            command.Parameters.AddWithValue(name, value);
        using SqliteDataReader reader = Translated(static c => c.ExecuteReader(), command);
        while (Translated(static r => r.Read(), reader))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return Translated(static s => s.read(s.reader), (read, reader));
        }
    }

    /// <summary>Reads with the driver's errors turned into ours.</summary>
    internal static T Translated<TState, T>(Func<TState, T> read, TState state)
    {
        try
        {
            return read(state);
        }
        catch (SqliteException e)
        {
            throw SqliteFailure.Translate(e);
        }
    }

    public void Dispose()
    {
        if (!_isReturned)
        {
            _isReturned = true;
            database.Return(Session);
        }
    }
}
