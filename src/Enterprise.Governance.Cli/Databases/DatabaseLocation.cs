using System.CommandLine;
using System.Data.Common;
using Enterprise.Governance.Cli.Hosting;
using Enterprise.Governance.Sqlite;
using Microsoft.Data.Sqlite;

namespace Enterprise.Governance.Cli.Databases;

/// <summary>The SQLite file that a command works on.</summary>
internal sealed class DatabaseLocation
{
    internal const string Variable = "GOVERNANCE_CONNECTION";

    private static readonly string[] PostgresKeys = ["host", "server", "username", "user id", "port"];

    private readonly string _given;

    private DatabaseLocation(string given, string file)
    {
        _given = given;
        FilePath = file;
    }

    /// <summary>Gets the file's full path.</summary>
    internal string FilePath { get; }

    /// <summary>Gets the connection string that can only read: nothing is created, migrated or written.</summary>
    internal string ReadOnly => ConnectionString(SqliteOpenMode.ReadOnly);

    /// <summary>Gets the connection string that can write an existing file.</summary>
    internal string ReadWrite => ConnectionString(SqliteOpenMode.ReadWrite);

    /// <summary>Gets the connection string that creates the file if it is missing.</summary>
    internal string Create => ConnectionString(SqliteOpenMode.ReadWriteCreate);

    internal static Option<string?> CreateOption() => new("--connection")
    {
        Description = $"The SQLite database: a file, or `Data Source=…`. Without it, the environment variable {Variable} says so.",
        HelpName = "FILE",
    };

    /// <summary>Finds the file that the option or the environment names, without touching it.</summary>
    internal static DatabaseLocation Find(string? option, CliHost host)
    {
        string given = (string.IsNullOrEmpty(option) ? host.Setting(Variable) : option)
            ?? throw CliFailure.Refused($"no database is given; use --connection FILE, or set {Variable}");
        string source = !given.Contains('=', StringComparison.Ordinal) || File.Exists(given) ? given : ReadDataSource(given);
        if (IsPostgresUri(given))
            throw NoPostgres();
        try
        {
            return new DatabaseLocation(source, GovernanceSqliteDatabase.FindFile(new SqliteConnectionStringBuilder { DataSource = source }.ToString()));
        }
        catch (ArgumentException e)
        {
            throw CliFailure.Refused(e.Message.Split(" (Parameter", 2)[0]);
        }
    }

    /// <summary>Requires that there is a file: reading must not create one.</summary>
    internal DatabaseLocation RequireFile()
    {
        if (Directory.Exists(FilePath))
            throw CliFailure.Refused($"`{_given}` is a directory; name a SQLite file");
        return File.Exists(FilePath) ? this : throw CliFailure.Refused($"the database `{_given}` does not exist; `governance migrate` creates one");
    }

    // A connection string may hold a password: none of its text is repeated.
    private static string ReadDataSource(string given)
    {
        if (IsPostgresUri(given))
            throw NoPostgres();
        DbConnectionStringBuilder parts = new();
        try
        {
            parts.ConnectionString = given;
        }
        catch (ArgumentException)
        {
            throw CliFailure.Refused("the connection is no existing file and no connection string; write a file name or `Data Source=FILE`");
        }

        if (PostgresKeys.Any(parts.ContainsKey))
            throw NoPostgres();
        try
        {
            return new SqliteConnectionStringBuilder(given).DataSource;
        }
        catch (ArgumentException)
        {
            throw CliFailure.Refused("the connection string has a keyword that SQLite does not know; write `Data Source=FILE`");
        }
    }

    private static bool IsPostgresUri(string given) =>
        given.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) || given.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase);

    private static CliFailure NoPostgres() => CliFailure.Refused("the connection asks for Postgres, which this version of the tool does not have yet; name a SQLite file");

    private string ConnectionString(SqliteOpenMode mode) => new SqliteConnectionStringBuilder { DataSource = FilePath, Mode = mode }.ToString();
}
