using Enterprise.Governance;
using Enterprise.Governance.Postgres;
using Enterprise.Governance.TestSupport;
using Npgsql;

namespace Hammer.Running;

/// <summary>The server under load, with a database of its own.</summary>
internal sealed class HammerServer : IAsyncDisposable
{
    private readonly LocalPostgres? _local;
    private readonly string _admin;
    private readonly string _database = $"hammer_{Environment.ProcessId}";

    private HammerServer(LocalPostgres? local, string admin)
    {
        _local = local;
        _admin = admin;
        ConnectionString = new NpgsqlConnectionStringBuilder(admin) { Database = _database, NoResetOnClose = true }.ConnectionString;
        DataSource = CreateDataSource(ConnectionString);
    }

    internal string ConnectionString { get; }

    internal NpgsqlDataSource DataSource { get; }

    internal bool CanRestart => _local is not null;

    internal static async Task<HammerServer> StartAsync(string? connection)
    {
        LocalPostgres? local = null;
        if (connection is null)
        {
            PostgresBinaries binaries = PostgresBinaries.Find() ?? throw new InvalidOperationException("Install a PostgreSQL server, or name one with --connection.");
            string directory = Path.Combine(Path.GetTempPath(), $"governance-hammer-{Environment.ProcessId}");
            local = await LocalPostgres.CreateAsync(binaries, directory, Path.Combine(directory, "none"));
            connection = local.ConnectionString;
        }

        HammerServer server = new(local, connection);
        await server.AdminAsync($"CREATE DATABASE {server._database}");
        await using GovernancePostgresDatabase database = server.Open(SchemaMode.Apply);
        await database.OpenAsync();
        return server;
    }

    internal GovernancePostgresDatabase Open(SchemaMode mode = SchemaMode.None) => new(DataSource, Options(mode));

    internal static GovernancePostgresOptions Options(SchemaMode mode, string schema = "governance") => new() { Schema = schema, SchemaMode = mode, Features = PostgresFeatures.All, LockTimeout = TimeSpan.FromSeconds(60) };

    internal static NpgsqlDataSource CreateDataSource(string connectionString) =>
        new NpgsqlSlimDataSourceBuilder(new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = 64, Timeout = 60, MaxAutoPrepare = 50 }.ConnectionString).Build();

    internal async Task RestartAsync()
    {
        await _local!.StopAsync();
        await _local.StartAsync();
    }

    internal async Task KillAsync()
    {
        await _local!.KillAsync();
        await _local.StartAsync();
    }

    internal async Task ExecuteAsync(string sql)
    {
        await using NpgsqlCommand command = DataSource.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync();
    }

    internal async Task<T?> ScalarAsync<T>(string sql)
    {
        await using NpgsqlCommand command = DataSource.CreateCommand(sql);
        command.CommandTimeout = 0;
        return await command.ExecuteScalarAsync() is T value ? value : default;
    }

    public async ValueTask DisposeAsync()
    {
        await DataSource.DisposeAsync();
        await AdminAsync($"DROP DATABASE {_database} WITH (FORCE)");
        if (_local is not null)
            await _local.StopAsync();
    }

    private async Task AdminAsync(string sql)
    {
        await using NpgsqlConnection connection = new(new NpgsqlConnectionStringBuilder(_admin) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using NpgsqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
