using System.CommandLine;
using System.Data.Common;
using Enterprise.Governance.Cli.Hosting;
using Microsoft.Data.Sqlite;

namespace Enterprise.Governance.Cli.Databases;

/// <summary>The database that a command works on: a SQLite file or a PostgreSQL schema. Finding it touches nothing.</summary>
internal abstract class DatabaseLocation
{
    internal const string Variable = "GOVERNANCE_CONNECTION", SchemaVariable = "GOVERNANCE_SCHEMA";

    private static readonly string[] PostgresKeys = ["host", "server", "username", "user id", "port"];

    /// <summary>Gets the file of a development secret beside the database, or <see langword="null"/>.</summary>
    internal virtual string? SecretFile => null;

    internal static Option<string?> CreateOption() => new("--connection")
    {
        Description = $"The database: a SQLite file, `Data Source=…`, or `Host=…;Database=…;Username=…` for PostgreSQL. Without it, the environment variable {Variable} says so. "
            + "A password is never an argument: it comes from the environment, PGPASSWORD or a pgpass file.",
        HelpName = "DATABASE",
    };

    internal static Option<string?> CreateSchemaOption() => new("--schema")
    {
        Description = $"The PostgreSQL schema. Without it, the environment variable {SchemaVariable}, else `governance`.",
        HelpName = "NAME",
    };

    /// <summary>Finds the database that the option or the environment names.</summary>
    internal static DatabaseLocation Find(string? option, string? schema, CliHost host)
    {
        bool isArgument = !string.IsNullOrEmpty(option);
        string given = (isArgument ? option : host.Setting(Variable)) ?? throw CliFailure.Refused($"no database is given; use --connection DATABASE, or set {Variable}");
        if (given.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) || given.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase))
            throw CliFailure.Refused("a Postgres URI is not understood; write `Host=…;Database=…;Username=…`");
        if (!given.Contains('=', StringComparison.Ordinal) || File.Exists(given))
            return SqliteLocation.Of(given, given);
        return IsPostgres(given)
            ? PostgresLocation.Of(given, isArgument, string.IsNullOrEmpty(schema) ? host.Setting(SchemaVariable) : schema)
            : SqliteLocation.Of(given, ReadDataSource(given));
    }

    /// <summary>Requires that there is something to read: reading must not create it.</summary>
    internal virtual DatabaseLocation RequireExisting() => this;

    /// <summary>Opens it for a command that only reads; nothing is created, migrated or written.</summary>
    internal abstract OpenedDatabase OpenForReading(TimeProvider time, DatabaseNeeds needs = DatabaseNeeds.Chains);

    /// <summary>Opens it for reading, with the log of anchors if it has one: a host that uses the ledger alone may have none.</summary>
    internal async Task<OpenedDatabase> OpenWithLogAsync(TimeProvider time, CancellationToken cancellationToken) =>
        OpenForReading(time, await HasLogAsync(time, cancellationToken) ? DatabaseNeeds.Log : DatabaseNeeds.Chains);

    /// <summary>Opens it for a command that appends to the log of anchors, or archives runs; nothing else is written.</summary>
    internal virtual OpenedDatabase OpenForAnchoring(TimeProvider time, DatabaseNeeds needs = DatabaseNeeds.Log) => OpenForReading(time, needs);

    /// <summary>Opens its projections. Refreshing is all that is written.</summary>
    internal abstract OpenedProjections OpenProjections(TimeProvider time);

    /// <summary>Names it to a container of the host's own registration.</summary>
    internal abstract void Register(Microsoft.Extensions.DependencyInjection.IServiceCollection services);

    /// <summary>Brings it to the schema of this version. Returns a line that says so.</summary>
    internal abstract Task<string> MigrateAsync(TimeProvider time, CancellationToken cancellationToken);

    /// <summary>Returns the SQL that makes an empty database.</summary>
    internal abstract string Script();

    /// <summary>Returns the SQL that gives three roles, or with an archivist four, their rights.</summary>
    internal virtual string GrantScript(string app, string refresher, string auditor, string? archivist) => throw CliFailure.Refused("a SQLite file has no roles; --grants is for PostgreSQL");

    /// <summary>Tells whether its migrations have made a log of anchors.</summary>
    protected abstract Task<bool> HasLogAsync(TimeProvider time, CancellationToken cancellationToken);

    // A connection string may hold a password: none of its text is repeated.
    private static bool IsPostgres(string given)
    {
        DbConnectionStringBuilder parts = new();
        try
        {
            parts.ConnectionString = given;
        }
        catch (ArgumentException)
        {
            throw CliFailure.Refused("the connection is no existing file and no connection string; write a file name, `Data Source=FILE` or `Host=…;Database=…;Username=…`");
        }

        return PostgresKeys.Any(parts.ContainsKey);
    }

    private static string ReadDataSource(string given)
    {
        try
        {
            return new SqliteConnectionStringBuilder(given).DataSource;
        }
        catch (ArgumentException)
        {
            throw CliFailure.Refused("the connection string has a keyword that SQLite does not know; write `Data Source=FILE`");
        }
    }
}
