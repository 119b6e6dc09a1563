using Enterprise.Governance.Cli.Hosting;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Enterprise.Governance.Cli.Databases;

/// <summary>A schema of a PostgreSQL database.</summary>
internal sealed class PostgresLocation : DatabaseLocation
{
    private readonly NpgsqlConnectionStringBuilder _connection;
    private readonly string? _schema;

    private PostgresLocation(NpgsqlConnectionStringBuilder connection, string? schema)
    {
        _connection = connection;
        _schema = schema;
    }

    internal static PostgresLocation Of(string given, bool isArgument, string? schema)
    {
        NpgsqlConnectionStringBuilder connection;
        try
        {
            connection = new NpgsqlConnectionStringBuilder(given) { ApplicationName = "governance" };
        }
        catch (ArgumentException)
        {
            // The driver's message may quote the value.
            throw CliFailure.Refused("the connection string has a keyword or value that the Postgres driver refuses; write `Host=…;Database=…;Username=…`");
        }

        if (isArgument && !string.IsNullOrEmpty(connection.Password))
            throw CliFailure.Refused($"a password must not be an argument, where every user of the machine can read it; set {Variable} or PGPASSWORD, or use a pgpass file");
        return new PostgresLocation(connection, schema);
    }

    internal override OpenedDatabase OpenForReading(TimeProvider time, DatabaseNeeds needs)
    {
        NpgsqlDataSource dataSource = CreateDataSource();
        GovernancePostgresDatabase database = new(dataSource, Options(SchemaMode.Validate, FeaturesOf(needs)));
        IAnchorStore? anchors = needs is DatabaseNeeds.Log or DatabaseNeeds.Evidence ? new PostgresAnchorStore(database) : null;
        return new OpenedDatabase(new PostgresLedgerStore(database), anchors, new PostgresPolicySetStore(database), sealer => new PostgresApprovalStore(database, sealer), database, dataSource);
    }

    internal override OpenedProjections OpenProjections(TimeProvider time)
    {
        NpgsqlDataSource dataSource = CreateDataSource();
        GovernancePostgresDatabase database = new(dataSource, Options(SchemaMode.Validate, PostgresFeatures.Projections));
        PostgresProjectionStore store = new(database);
        return new OpenedProjections(store, store.FindDefinitionsAsync, database, dataSource);
    }

    internal override void Register(IServiceCollection services) => services.Configure<GovernancePostgresOptions>(options =>
    {
        options.ConnectionString = _connection.ConnectionString;
        options.Schema = _schema ?? options.Schema;
    });

    internal override async Task<string> MigrateAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        await using NpgsqlDataSource dataSource = CreateDataSource();
        await using GovernancePostgresDatabase database = new(dataSource, Options(SchemaMode.Apply, PostgresFeatures.All));
        await database.OpenAsync(cancellationToken);
        return $"{Printable.Text(_connection.Database ?? "the database")}: schema {Printable.Text(database.Schema)} is that of this version";
    }

    internal override string Script() => GovernancePostgresSchema.Script(PostgresFeatures.All, _schema ?? new GovernancePostgresOptions().Schema);

    internal override string GrantScript(string app, string refresher, string auditor, string? archivist)
    {
        try
        {
            return GovernancePostgresSchema.GrantScript(PostgresFeatures.All, app, refresher, auditor, _schema ?? new GovernancePostgresOptions().Schema, archivist);
        }
        catch (ArgumentException e)
        {
            throw CliFailure.Refused(e.Message.Split(" (Parameter", 2)[0]);
        }
    }

    protected override async Task<bool> HasLogAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        await using NpgsqlDataSource dataSource = CreateDataSource();
        await using GovernancePostgresDatabase database = new(dataSource, Options(SchemaMode.Validate, PostgresFeatures.None));
        return (await database.FindFeaturesAsync(cancellationToken)).HasFlag(PostgresFeatures.Anchoring);
    }

    private static PostgresFeatures FeaturesOf(DatabaseNeeds needs) => needs switch
    {
        DatabaseNeeds.Runs => PostgresFeatures.Core,
        DatabaseNeeds.Decisions => PostgresFeatures.Ledger | PostgresFeatures.Policies,
        DatabaseNeeds.Log => PostgresFeatures.Ledger | PostgresFeatures.Anchoring,
        DatabaseNeeds.Evidence => PostgresFeatures.Ledger | PostgresFeatures.Anchoring | PostgresFeatures.Policies,
        _ => PostgresFeatures.Ledger,
    };

    private NpgsqlDataSource CreateDataSource()
    {
        NpgsqlSlimDataSourceBuilder builder = new(_connection.ConnectionString);
        builder.EnableTransportSecurity();
        return builder.Build();
    }

    private GovernancePostgresOptions Options(SchemaMode mode, PostgresFeatures features)
    {
        GovernancePostgresOptions options = new() { SchemaMode = mode, Features = features };
        options.Schema = _schema ?? options.Schema;
        return options;
    }
}
