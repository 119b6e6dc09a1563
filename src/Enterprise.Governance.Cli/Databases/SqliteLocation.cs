using Enterprise.Governance.Cli.Hosting;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Projections;
using Enterprise.Governance.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Governance.Cli.Databases;

/// <summary>A SQLite file.</summary>
internal sealed class SqliteLocation : DatabaseLocation
{
    private readonly string _given;
    private readonly string _path;

    private SqliteLocation(string given, string path)
    {
        _given = given;
        _path = path;
    }

    internal override string SecretFile => _path + ".secret";

    internal static SqliteLocation Of(string given, string source)
    {
        try
        {
            return new SqliteLocation(source, GovernanceSqliteDatabase.FindFile(new SqliteConnectionStringBuilder { DataSource = source }.ToString()));
        }
        catch (ArgumentException e)
        {
            throw CliFailure.Refused(e.Message.Split(" (Parameter", 2)[0]);
        }
    }

    internal override DatabaseLocation RequireExisting()
    {
        if (Directory.Exists(_path))
            throw CliFailure.Refused($"`{_given}` is a directory; name a SQLite file");
        return File.Exists(_path) ? this : throw CliFailure.Refused($"the database `{_given}` does not exist; `governance migrate` creates one");
    }

    internal override OpenedDatabase OpenForReading(TimeProvider time, DatabaseNeeds needs) => Open(SqliteOpenMode.ReadOnly, time, needs);

    internal override OpenedDatabase OpenForAnchoring(TimeProvider time, DatabaseNeeds needs) => Open(SqliteOpenMode.ReadWrite, time, needs);

    internal override OpenedProjections OpenProjections(TimeProvider time)
    {
        GovernanceSqliteDatabase database = new(Options(SqliteOpenMode.ReadOnly, SchemaMode.Validate, SqliteFeatures.Core), time);
        return new OpenedProjections(
            new SqliteProjectionStore(database), static _ => new([new ProjectionDefinition("approvals_mv", null, "approval_id"), new ProjectionDefinition("runs_mv", null, "run_id")]), database);
    }

    internal override void Register(IServiceCollection services) =>
        services.Configure<GovernanceSqliteOptions>(options => options.ConnectionString = ConnectionString(SqliteOpenMode.ReadWrite));

    internal override async Task<string> MigrateAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        bool isNew = !File.Exists(_path);
        await using GovernanceSqliteDatabase database = new(Options(SqliteOpenMode.ReadWriteCreate, SchemaMode.Apply, SqliteFeatures.All), time);
        await database.OpenAsync(cancellationToken);
        return $"{Printable.Text(_path)}: {(isNew ? "created with" : "has")} the schema of this version";
    }

    internal override string Script() => GovernanceSqliteSchema.Script(SqliteFeatures.All);

    protected override async Task<bool> HasLogAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        await using GovernanceSqliteDatabase database = new(Options(SqliteOpenMode.ReadOnly, SchemaMode.Validate, SqliteFeatures.None), time);
        return (await database.FindFeaturesAsync(cancellationToken)).HasFlag(SqliteFeatures.Anchoring);
    }

    private OpenedDatabase Open(SqliteOpenMode mode, TimeProvider time, DatabaseNeeds needs)
    {
        GovernanceSqliteDatabase database = new(Options(mode, SchemaMode.Validate, FeaturesOf(needs)), time);
        IAnchorStore? anchors = needs is DatabaseNeeds.Log or DatabaseNeeds.Evidence ? new SqliteAnchorStore(database) : null;
        return new OpenedDatabase(new SqliteLedgerStore(database), anchors, new SqlitePolicySetStore(database), sealer => new SqliteApprovalStore(database, sealer), database);
    }

    private static SqliteFeatures FeaturesOf(DatabaseNeeds needs) => needs switch
    {
        DatabaseNeeds.Runs => SqliteFeatures.Core,
        DatabaseNeeds.Decisions => SqliteFeatures.Ledger | SqliteFeatures.Policies,
        DatabaseNeeds.Log => SqliteFeatures.Ledger | SqliteFeatures.Anchoring,
        DatabaseNeeds.Evidence => SqliteFeatures.Ledger | SqliteFeatures.Anchoring | SqliteFeatures.Policies,
        _ => SqliteFeatures.Ledger,
    };

    private GovernanceSqliteOptions Options(SqliteOpenMode mode, SchemaMode schema, SqliteFeatures features) =>
        new() { ConnectionString = ConnectionString(mode), SchemaMode = schema, Features = features };

    private string ConnectionString(SqliteOpenMode mode) => new SqliteConnectionStringBuilder { DataSource = _path, Mode = mode }.ToString();
}
