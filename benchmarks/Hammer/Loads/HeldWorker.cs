using System.Globalization;
using Enterprise.Governance;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Postgres;
using Hammer.Running;
using Npgsql;

namespace Hammer.Loads;

/// <summary>Appends to many runs; one more caller asks for the run that a host holds, with the lock timeout that production has.</summary>
internal static class HeldWorker
{
    internal const string HeldRun = "held", HeldPhase = "held";

    internal const int Others = 32;

    private static readonly LedgerEvent Event = LedgerEvent.Create("load.note");

    /// <summary>Arguments: CALLERS SEED.</summary>
    internal static async Task<Func<Task>> PrepareAsync(NpgsqlDataSource dataSource, string[] a)
    {
        (int callers, int seed) = (int.Parse(a[0], CultureInfo.InvariantCulture), int.Parse(a[1], CultureInfo.InvariantCulture));
        GovernancePostgresDatabase database = new(dataSource, new GovernancePostgresOptions { SchemaMode = SchemaMode.None });
        ChainLedger ledger = new(new PostgresLedgerStore(database), new ChainSealer(new AuditKeyRing(new AuditKey("k0", LedgerWorker.Secret))));
        await ledger.OpenAsync();
        return async () =>
        {
            using (ledger)
            await using (database)
            {
                using Phases phases = new();
                await phases.RunAsync([.. Enumerable.Range(0, callers).Select<int, Func<Task>>(caller => () => AppendAsync(ledger, phases, new Random(HashCode.Combine(seed, caller)))), () => AskAsync(ledger, phases)]);
            }
        };
    }

    private static async Task AppendAsync(ChainLedger ledger, Phases phases, Random random)
    {
        while (!phases.IsOver)
            await phases.MeasureAsync("append", () => ledger.AppendAsync($"run-{random.Next(Others)}", Event).AsTask());
    }

    /// <summary>Asks as often as the run is held, and once more after each time: whatever came until then, after the release there is a receipt.</summary>
    private static async Task AskAsync(ChainLedger ledger, Phases phases)
    {
        bool wasHeld = false;
        while (!phases.IsOver || wasHeld)
        {
            bool isHeld = phases.Current == HeldPhase && !phases.IsOver;
            if (!isHeld && !wasHeld)
            {
                await Task.Delay(5);
                continue;
            }

            wasHeld = isHeld;
            try
            {
                Worker.Tell($"receipt {(await ledger.AppendAsync(HeldRun, Event)).Seq}");
            }
            catch (GovernanceException e)
            {
                Worker.Tell($"refused {e.Code} {e.IsTransient}");
                wasHeld = true;
            }
        }

        Worker.Tell("finished");
    }
}
