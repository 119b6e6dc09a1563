using System.Globalization;
using Npgsql;

namespace Enterprise.Governance.TestSupport;

/// <summary>The server that the tests of this process use, with its roles. Found by itself; never skips.</summary>
internal sealed class PostgresCluster
{
    internal const string Owner = "governance_owner", App = "governance_app", Refresher = "governance_refresher", Auditor = "governance_auditor", Archivist = "governance_archivist";

    // Of the throwaway server's roles. A server that asks for passwords is on this machine or in a container.
    internal const string Password = "governance-tests";

    private static readonly Lazy<Task<PostgresCluster>> Instance = new(StartAsync);

    private readonly NpgsqlConnectionStringBuilder _admin;

    private PostgresCluster(string connectionString) => _admin = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, CommandTimeout = 120 };

    internal static Task<PostgresCluster> GetAsync() => Instance.Value;

    /// <summary>Takes a server of a test's own as a cluster, with the roles in it.</summary>
    internal static async Task<PostgresCluster> OfAsync(string connectionString)
    {
        PostgresCluster cluster = new(connectionString);
        await cluster.RunAloneAsync(CreateRolesAsync);
        return cluster;
    }

    /// <summary>Builds the connection string of a role for a database. The app's goes through the pooler, if the run has one.</summary>
    internal string ConnectionString(string database, string role)
    {
        NpgsqlConnectionStringBuilder connection = new(_admin.ConnectionString)
        {
            Database = database,
            Username = role,
            Password = Password,
            Pooling = true,
            MaxPoolSize = 20,
            Timeout = 60,
            CommandTimeout = 60,
        };
        if (role == App && Environment.GetEnvironmentVariable("GOVERNANCE_TEST_POSTGRES_POOLER") is { Length: > 0 } port)
            (connection.Host, connection.Port, connection.NoResetOnClose) = ("127.0.0.1", int.Parse(port, CultureInfo.InvariantCulture), true);
        return connection.ConnectionString;
    }

    /// <summary>Builds the administrator's connection string for a database.</summary>
    internal string AdminConnectionString(string database) => new NpgsqlConnectionStringBuilder(_admin.ConnectionString) { Database = database }.ConnectionString;

    /// <summary>Runs work while no other process does such work on the server.</summary>
    internal async Task RunAloneAsync(Func<NpgsqlConnection, Task> work)
    {
        await using NpgsqlConnection connection = new(_admin.ConnectionString);
        await connection.OpenAsync();
        await ExecuteAsync(connection, "SELECT pg_advisory_lock(4711220315)");
        await work(connection);
    }

    /// <summary>Runs one statement as the administrator.</summary>
    internal async Task ExecuteAsync(string sql)
    {
        await using NpgsqlConnection connection = new(_admin.ConnectionString);
        await connection.OpenAsync();
        await ExecuteAsync(connection, sql);
    }

    internal static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using NpgsqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Makes the roles where they are missing: none may do anything but log in.</summary>
    internal static async Task CreateRolesAsync(NpgsqlConnection connection)
    {
        foreach (string role in (string[])[Owner, App, Refresher, Auditor, Archivist])
        {
            await using NpgsqlCommand exists = new("SELECT count(*) FROM pg_roles WHERE rolname = $1", connection) { Parameters = { new() { Value = role } } };
            if (await exists.ExecuteScalarAsync() is 0L)
                await ExecuteAsync(connection, $"CREATE ROLE {role} LOGIN PASSWORD '{Password}'");
        }

        // For an administrator who may create databases and roles but is no superuser.
        await ExecuteAsync(connection, $"GRANT {Owner} TO CURRENT_USER");
    }

    private static async Task<PostgresCluster> StartAsync()
    {
        string? named = Environment.GetEnvironmentVariable("GOVERNANCE_TEST_POSTGRES");
        PostgresCluster cluster = new(named switch
        {
            null or "" when PostgresBinaries.Find() is { } binaries => await SharedPostgres.JoinAsync(binaries),
            null or "" or "testcontainers" => await StartContainerAsync(),
            _ => named,
        });
        await cluster.RunAloneAsync(CreateRolesAsync);
        return cluster;
    }

    private static async Task<string> StartContainerAsync()
    {
        try
        {
            return await PostgresContainer.StartAsync();
        }
        catch (Exception e)
        {
            throw new InvalidOperationException(
                "These tests need PostgreSQL 15 or later: install its server (Debian: postgresql), or a container engine, or set GOVERNANCE_TEST_POSTGRES to a superuser's connection string.", e);
        }
    }
}
