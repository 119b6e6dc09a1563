using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Enterprise.Governance.Sqlite;

/// <summary>One open connection with its prepared statements. Used by one caller at a time.</summary>
internal sealed class SqliteSession : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);

    private SqliteSession(SqliteConnection connection) => Connection = connection;

    internal SqliteConnection Connection { get; }

    /// <summary>Works on a connection of the host's, whose settings stay as they are.</summary>
    internal static SqliteSession On(SqliteConnection connection) => new(connection);

    internal static SqliteSession Open(string connectionString, TimeSpan busyTimeout, bool readOnly)
    {
        SqliteConnection connection = new(connectionString);
        try
        {
            connection.Open();
            SqliteSession session = new(connection);

            // synchronous=FULL: a receipt is handed out only once the commit is on disk. recursive_triggers: REPLACE must
            // fire the delete fence of run_events. busy_timeout waits in SQLite, which is finer than the driver's retry.
            // secure_delete: what is erased, and what a page left behind when it was split, is overwritten with zeros.
            session.Execute($"PRAGMA busy_timeout={(int)busyTimeout.TotalMilliseconds};");
            session.Execute("PRAGMA synchronous=FULL;");
            session.Execute("PRAGMA foreign_keys=ON;");
            session.Execute("PRAGMA recursive_triggers=ON;");
            session.Execute("PRAGMA trusted_schema=OFF;");
            if (!readOnly)
                session.Execute("PRAGMA secure_delete=ON;");
            session.Execute(readOnly ? "PRAGMA query_only=ON;" : "PRAGMA journal_mode=WAL;");
            return session;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Runs a statement and returns how many rows it changed.</summary>
    internal int Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        Prepare(sql, parameters).ExecuteNonQuery();

    /// <summary>Runs a query for one value; <see langword="null"/> if there is no row or the value is NULL.</summary>
    internal object? Scalar(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        Prepare(sql, parameters).ExecuteScalar() is { } value and not DBNull ? value : null;

    /// <summary>Runs a query for one integer; 0 if there is no row or the value is NULL.</summary>
    internal long ScalarLong(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        Scalar(sql, parameters) is { } value ? Convert.ToInt64(value, CultureInfo.InvariantCulture) : 0;

    /// <summary>Runs a query. The caller disposes the reader before it uses the same statement again.</summary>
    internal SqliteDataReader Query(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        Prepare(sql, parameters).ExecuteReader();

    /// <summary>Returns a statement that is bound by position; it keeps what is bound, and lives as long as the session.</summary>
    internal SqliteStatement Statement(string sql)
    {
        if (!_statements.TryGetValue(sql, out SqliteStatement? statement))
            _statements.Add(sql, statement = new SqliteStatement(Connection, sql));
        return statement;
    }

    /// <summary>Runs a script of any number of statements, unprepared.</summary>
    internal void ExecuteScript(string sql)
    {
        using SqliteCommand command = Connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Ends the prepared statements; the connection stays open.</summary>
    internal void Release()
    {
        foreach (SqliteCommand command in _commands.Values)
            command.Dispose();
        _commands.Clear();
        foreach (SqliteStatement statement in _statements.Values)
            statement.Dispose();
        _statements.Clear();
    }

    public void Dispose()
    {
        Release();
        Connection.Dispose();
    }

    private SqliteCommand Prepare(string sql, ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        if (!_commands.TryGetValue(sql, out SqliteCommand? command))
        {
            command = Connection.CreateCommand();
            command.CommandText = sql;
            _commands.Add(sql, command);
        }

        // A statement has the same parameters every time.
        if (command.Parameters.Count != parameters.Length)
        {
            command.Parameters.Clear();
            foreach ((string name, _) in parameters)
                command.Parameters.Add(new SqliteParameter { ParameterName = name });
        }

        for (int i = 0; i < parameters.Length; i++)
            command.Parameters[i].Value = parameters[i].Value ?? DBNull.Value;
        return command;
    }
}
