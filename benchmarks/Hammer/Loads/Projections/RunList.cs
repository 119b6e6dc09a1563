using Enterprise.Governance;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Postgres;
using Enterprise.Governance.Projections;
using Hammer.Running;
using Npgsql;

namespace Hammer.Loads.Projections;

/// <summary>The list of runs as a host has it: what writes runs, what reads the list and what refreshes it, each on connections that say who they are.</summary>
internal sealed class RunList : IAsyncDisposable
{
    internal const string Name = "runs_mv", Writer = "writer", Reader = "reader", Refresher = "refresher";

    internal const int Tenants = 20;

    private readonly NpgsqlDataSource _writers, _readers, _refreshers;
    private readonly GovernancePostgresDatabase _writing, _reading;
    private readonly ChainSealer _sealer = new(new AuditKeyRing(new AuditKey("k0", LedgerWorker.Secret)));
    private readonly ChainLedger _ledger;
    private readonly PostgresRunStore _runs;

    internal RunList(string connection, string name, ProjectionMode mode = ProjectionMode.Materialized, SchemaMode schemaMode = SchemaMode.None, string schema = "governance")
    {
        (_writers, _readers, _refreshers) = (Open(connection, Writer, name), Open(connection, Reader, name), Open(connection, Refresher, name));
        (_writing, _reading) = (new(_writers, HammerServer.Options(SchemaMode.None, schema)), new(_readers, HammerServer.Options(schemaMode, schema)));
        (_ledger, _runs) = (new(new PostgresLedgerStore(_writing), _sealer), new(_writing, _sealer));
        ProjectionsOptions options = new() { BuiltInMode = mode };
        options.Definitions.Add(new ProjectionDefinition(Name, null, "run_id"));
        Projections = new ProjectionsEngine(new PostgresProjectionStore(_reading, new PostgresRefreshOptions { DataSource = _refreshers }), options);
    }

    internal IProjections Projections { get; }

    internal ILedger Ledger => _ledger;

    internal NpgsqlDataSource Writers => _writers;

    /// <summary>Opens the schema, and puts the list into its mode; what is in the tables by then is in the list.</summary>
    internal async Task StartAsync()
    {
        await _reading.OpenAsync();
        await Worker.PersistAsync(async () =>
        {
            await _ledger.OpenAsync();
            return true;
        });
        await Projections.StartAsync();
    }

    internal async Task<long> AppendAsync(string run) => (await _ledger.AppendAsync(run, LedgerEvent.Create("load.note"))).Seq;

    internal async Task CreateAsync(string run, int tenant)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        RunRecord record = new()
        {
            RunId = run, Scope = new GovernanceScope($"tenant-{tenant % Tenants}", "org", "user", []), State = RunState.Running, Title = "A run", Tags = ["vip"], CreatedAt = now, UpdatedAt = now, Salt = new byte[32],
        };
        await _runs.CreateAsync(record, _sealer.Prepare(LedgerEvent.Create("run.started")), CancellationToken.None);
    }

    internal Task RefreshAsync() => Projections.RefreshAsync(Name).AsTask();

    /// <summary>Reads the first page of a tenant, newest first.</summary>
    internal Task<ProjectionPage> FirstPageAsync(int tenant) => Projections.QueryAsync(
        new ProjectionQuery(Name) { Filters = [new ProjectionFilter("tenant", ProjectionOperator.Equal, $"tenant-{tenant % Tenants}")], OrderBy = "created_at", Descending = true }).AsTask();

    /// <summary>Returns what the list says of a run, if it is in it.</summary>
    internal async Task<(long Seq, string? Title)> FindAsync(string run)
    {
        ProjectionPage page = await Projections.QueryAsync(new ProjectionQuery(Name) { Filters = [new ProjectionFilter("run_id", ProjectionOperator.Equal, run)] });
        return page.Rows.Length == 0 ? default : ((long)page.Value(0, "last_seq")!, (string?)page.Value(0, "title"));
    }

    public async ValueTask DisposeAsync()
    {
        _ledger.Dispose();
        await _writing.DisposeAsync();
        await _reading.DisposeAsync();
        foreach (NpgsqlDataSource dataSource in (NpgsqlDataSource[])[_writers, _readers, _refreshers])
            await dataSource.DisposeAsync();
    }

    private static NpgsqlDataSource Open(string connection, string role, string name) =>
        HammerServer.CreateDataSource(new NpgsqlConnectionStringBuilder(connection) { ApplicationName = $"{role} {name}" }.ConnectionString);
}
