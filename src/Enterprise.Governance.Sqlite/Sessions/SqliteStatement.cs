using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Enterprise.Governance.Sqlite;

/// <summary>
/// A prepared statement without result, its parameters bound by position; what is bound stays until it is bound again. For what runs once per event: a command of the driver looks every parameter up by its name and
/// wants text as strings. Used by one caller at a time.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private const int MaxStackBytes = 512;

    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    internal SqliteStatement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle ?? throw new InvalidOperationException("The connection is closed.");
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(_database, sql, out _statement), _database);
    }

    /// <summary>Binds a text.</summary>
    /// <param name="position">The parameter, from 1.</param>
    /// <param name="utf8">The text in UTF-8.</param>
    internal void Bind(int position, ReadOnlySpan<byte> utf8) =>
        // A span without bytes would be bound as NULL.
        Check(utf8.IsEmpty ? raw.sqlite3_bind_text(_statement, position, "") : raw.sqlite3_bind_text(_statement, position, utf8));

    /// <inheritdoc cref="Bind(int, ReadOnlySpan{byte})"/>
    internal void Bind(int position, string text)
    {
        int max = Encoding.UTF8.GetMaxByteCount(text.Length);
        Span<byte> utf8 = max <= MaxStackBytes ? stackalloc byte[MaxStackBytes] : new byte[max];
        Bind(position, utf8[..Encoding.UTF8.GetBytes(text, utf8)]);
    }

    /// <summary>Binds an integer.</summary>
    /// <param name="position">The parameter, from 1.</param>
    /// <param name="value">The integer.</param>
    internal void Bind(int position, long value) => Check(raw.sqlite3_bind_int64(_statement, position, value));

    /// <summary>Runs it with what is bound.</summary>
    /// <exception cref="SqliteException">SQLite refuses.</exception>
    internal void Execute()
    {
        int result = raw.sqlite3_step(_statement);

        // The message belongs to the step: it is read before the reset.
        try
        {
            if (result != raw.SQLITE_DONE)
                SqliteException.ThrowExceptionForRC(result, _database);
        }
        finally
        {
            raw.sqlite3_reset(_statement);
        }
    }

    public void Dispose() => _statement.Dispose();

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK)
            SqliteException.ThrowExceptionForRC(result, _database);
    }
}
