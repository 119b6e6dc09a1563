using Enterprise.Governance.Ledger;
using Enterprise.Governance.Policies;
using Microsoft.Extensions.DependencyInjection;
using PipelineWorker;

namespace Enterprise.Governance.Postgres.Tests.Processes;

/// <summary>A database that many worker processes share, with the effects of their actions, and this process's own view of it.</summary>
internal sealed class WorkerDatabase : IAsyncDisposable
{
    private readonly PostgresTestDatabase _database;
    private readonly string _directory = Directory.CreateTempSubdirectory("governance").FullName;
    private readonly ServiceProvider _provider;

    private WorkerDatabase(PostgresTestDatabase database, string store)
    {
        (_database, Store) = (database, store);
        _provider = WorkerHost.Open(store, TimeProvider.System);
    }

    /// <summary>Gets the connection string that workers are given.</summary>
    internal string Store { get; }

    internal IGovernance Governance => _provider.GetRequiredService<IGovernance>();

    internal ILedger Ledger => _provider.GetRequiredService<ILedger>();

    /// <summary>Gets every effect that an action has had, in whatever process.</summary>
    internal List<string> Effects => EffectLog.ReadAll(_directory);

    internal static async Task<WorkerDatabase> CreateAsync()
    {
        PostgresTestDatabase database = await PostgresTestDatabase.CreateAsync(PostgresFeatures.All);
        WorkerDatabase workers = new(database, (await PostgresCluster.GetAsync()).ConnectionString(database.Name, PostgresCluster.App));
        await workers._provider.GetRequiredService<IPolicyEngine>().StartAsync();
        return workers;
    }

    internal WorkerProcess Start(string work, params string[] arguments) => WorkerProcess.Start(work, Store, _directory, arguments);

    /// <summary>Starts workers that carry out what they are told, and waits until all are ready.</summary>
    internal async Task<WorkerProcess[]> StartCallersAsync(int count)
    {
        WorkerProcess[] callers = [.. Enumerable.Range(0, count).Select(_ => Start("call"))];
        foreach (WorkerProcess caller in callers)
            (await caller.ReadAsync()).Should().Be("ready");
        return callers;
    }

    internal Task<object?> OwnerAsync(string sql) => PostgresTestDatabase.ScalarAsync(_database.OwnerDataSource, sql);

    /// <summary>Returns the events of a run with their data.</summary>
    internal async Task<List<StoredEvent>> EventsAsync(string runId)
    {
        List<StoredEvent> events = [];
        await foreach (StoredEvent row in Ledger.ReadAsync(runId))
            events.Add(row);
        return events;
    }

    internal async Task VerifyAsync(string runId)
    {
        VerifyReport report = (await Ledger.VerifyAsync(runId, new VerifyOptions { Strict = true }))!;
        (report.Status, report.RedactedCount).Should().Be((VerifyStatus.Intact, 0), "the chain of {0}", runId);
    }

    public async ValueTask DisposeAsync()
    {
        await _provider.DisposeAsync();
        await _database.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
