using System.Security.Cryptography;
using System.Text;
using Enterprise.Governance.Postgres;
using Npgsql;

namespace Enterprise.Governance.TestSupport;

/// <summary>A database of its own, copied from a template that the owner has migrated and granted. Dropped, not emptied, when disposed.</summary>
internal sealed class PostgresTestDatabase : IAsyncDisposable
{
    private readonly PostgresCluster _cluster;
    private readonly PostgresFeatures _features;
    private readonly List<NpgsqlDataSource> _opened = [];

    private PostgresTestDatabase(PostgresCluster cluster, PostgresFeatures features, string name)
    {
        (_cluster, _features, Name) = (cluster, features, name);
        AppDataSource = OpenDataSource(PostgresCluster.App);
        OwnerDataSource = OpenDataSource(PostgresCluster.Owner);
    }

    internal string Name { get; }

    /// <summary>Gets connections of the least privileged role, which is what stores use.</summary>
    internal NpgsqlDataSource AppDataSource { get; }

    /// <summary>Gets connections of the role that owns the schema.</summary>
    internal NpgsqlDataSource OwnerDataSource { get; }

    /// <summary>Makes a database with the tables of <paramref name="features"/>; with none, an empty one that the owner may create schemas in.</summary>
    internal static async Task<PostgresTestDatabase> CreateAsync(PostgresFeatures features, CancellationToken cancellationToken = default) =>
        await CreateAsync(await PostgresCluster.GetAsync().WaitAsync(cancellationToken), features);

    /// <summary>The same on a server of the test's own.</summary>
    internal static async Task<PostgresTestDatabase> CreateAsync(PostgresCluster cluster, PostgresFeatures features)
    {
        string name = $"t_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}";
        await cluster.RunAloneAsync(async connection =>
        {
            string template = features == PostgresFeatures.None ? "template0" : await EnsureTemplateAsync(cluster, connection, features);
            await PostgresCluster.ExecuteAsync(connection, $"CREATE DATABASE {name} TEMPLATE {template} OWNER {PostgresCluster.Owner}");
        });
        return new PostgresTestDatabase(cluster, features, name);
    }

    /// <summary>Opens the database as one more process would: with connections of its own. Without a clock, the server's counts.</summary>
    internal GovernancePostgresDatabase Open(TimeProvider? clock = null, Action<GovernancePostgresOptions>? configure = null, string role = PostgresCluster.App)
    {
        GovernancePostgresOptions options = new() { SchemaMode = SchemaMode.Validate, Features = _features, CommandTimeout = TimeSpan.FromMinutes(1), LockTimeout = TimeSpan.FromMinutes(1) };
        configure?.Invoke(options);
        return new GovernancePostgresDatabase(OpenDataSource(role), options) { TestClock = clock };
    }

    /// <summary>Opens connections of a role. The slim builder, without any plug-in, is the least that a host may bring.</summary>
    internal NpgsqlDataSource OpenDataSource(string role, Action<NpgsqlConnectionStringBuilder>? configure = null)
    {
        NpgsqlConnectionStringBuilder connectionString = new(_cluster.ConnectionString(Name, role));
        configure?.Invoke(connectionString);
        NpgsqlDataSource dataSource = new NpgsqlSlimDataSourceBuilder(connectionString.ConnectionString).Build();
        _opened.Add(dataSource);
        return dataSource;
    }

    /// <summary>Runs a query for one value as a role.</summary>
    internal static async Task<object?> ScalarAsync(NpgsqlDataSource dataSource, string sql)
    {
        await using NpgsqlCommand command = dataSource.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (NpgsqlDataSource dataSource in _opened)
            await dataSource.DisposeAsync();
        await _cluster.ExecuteAsync($"DROP DATABASE {Name} WITH (FORCE)");
    }

    /// <summary>Makes the template that fits this build's scripts, if the server has none yet. Under <see cref="PostgresCluster.RunAloneAsync"/>.</summary>
    private static async Task<string> EnsureTemplateAsync(PostgresCluster cluster, NpgsqlConnection connection, PostgresFeatures features)
    {
        string grants = GovernancePostgresSchema.GrantScript(features, PostgresCluster.App, PostgresCluster.Refresher, PostgresCluster.Auditor, archivistRole: PostgresCluster.Archivist);
        string script = GovernancePostgresSchema.Script(features);
        string name = $"template_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(script + grants)))[..16]}", building = $"{name}_building";
        await using NpgsqlCommand exists = new("SELECT count(*) FROM pg_database WHERE datname = $1", connection) { Parameters = { new() { Value = name } } };
        if (await exists.ExecuteScalarAsync() is not 0L)
            return name;
        await PostgresCluster.ExecuteAsync(connection, $"DROP DATABASE IF EXISTS {building} WITH (FORCE)");
        await PostgresCluster.ExecuteAsync(connection, $"CREATE DATABASE {building} TEMPLATE template0 OWNER {PostgresCluster.Owner}");
        string owner = new NpgsqlConnectionStringBuilder(cluster.ConnectionString(building, PostgresCluster.Owner)) { Pooling = false }.ConnectionString;
        await using (NpgsqlDataSource dataSource = new NpgsqlSlimDataSourceBuilder(owner).Build())
        {
            await new GovernancePostgresDatabase(dataSource, new GovernancePostgresOptions { Features = features }).OpenAsync();
            await using NpgsqlCommand grant = dataSource.CreateCommand(grants);
            await grant.ExecuteNonQueryAsync();
        }

        await PostgresCluster.ExecuteAsync(connection, $"ALTER DATABASE {building} RENAME TO {name}");
        await PostgresCluster.ExecuteAsync(connection, $"ALTER DATABASE {name} ALLOW_CONNECTIONS false");
        return name;
    }
}
