namespace Enterprise.Governance.Postgres.Tests.Processes;

/// <summary>Eight processes on one database that carry out what they are told, for the tests of one class, one after the other.</summary>
public sealed class CallingProcesses : IAsyncLifetime
{
    internal WorkerDatabase Database { get; private set; } = null!;

    internal WorkerProcess[] Callers { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        Database = await WorkerDatabase.CreateAsync();
        Callers = await Database.StartCallersAsync(8);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (WorkerProcess caller in Callers)
            await caller.DisposeAsync();
        await Database.DisposeAsync();
    }
}
