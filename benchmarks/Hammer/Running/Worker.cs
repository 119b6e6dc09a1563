using Enterprise.Governance;
using Enterprise.Governance.Postgres;
using Hammer.Loads;
using Hammer.Loads.Chaos;
using Hammer.Loads.Projections;
using Npgsql;

namespace Hammer.Running;

/// <summary>The worker's side: says that it is ready, waits for the word, works, and tells lines.</summary>
internal static class Worker
{
    private static readonly Lock Output = new();

    internal static async Task<int> RunAsync(string load, string connection, string[] arguments)
    {
        await using NpgsqlDataSource dataSource = HammerServer.CreateDataSource(connection);
        await using GovernancePostgresDatabase database = new(dataSource, HammerServer.Options(SchemaMode.None));
        Func<Task> work = load switch
        {
            "ledger" => await LedgerWorker.PrepareAsync(database, arguments),
            "ledger-loop" => LedgerWorker.PrepareLoop(dataSource, arguments),
            "ledger-insert" => LedgerWorker.PrepareInsert(dataSource, arguments),
            "ledger-unnest" => LedgerWorker.PrepareUnnest(dataSource, arguments),
            "chaos" => await ChaosWorker.PrepareAsync(database, arguments),
            "chaos-anchor" => ChaosAnchorer.Prepare(database, arguments),
            "ratelimit" => RateLimitWorker.Prepare(database, dataSource, arguments),
            "costs" => CostWorker.Prepare(database, arguments),
            "action" => await ActionWorker.PrepareAsync(dataSource, arguments),
            "held" => await HeldWorker.PrepareAsync(dataSource, arguments),
            _ => await ProjectionsWorker.PrepareAsync(connection, arguments),
        };
        Tell("ready");
        await Console.In.ReadLineAsync();
        await work();
        return 0;
    }

    /// <summary>Writes one line at once: a kill leaves whole lines.</summary>
    internal static void Tell(string line)
    {
        lock (Output)
        {
            Console.Out.Write(line + "\n");
            Console.Out.Flush();
        }
    }

    /// <summary>Repeats what fails for a passing reason: the server restarts, or somebody holds a lock.</summary>
    internal static async Task<T> PersistAsync<T>(Func<Task<T>> work)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await work();
            }
            catch (GovernanceException e) when (e.IsTransient && attempt < 600)
            {
                await Task.Delay(50);
            }
        }
    }
}
