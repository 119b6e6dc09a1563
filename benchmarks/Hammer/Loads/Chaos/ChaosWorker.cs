using Enterprise.Governance.Ledger;
using Enterprise.Governance.Postgres;
using Hammer.Running;

namespace Hammer.Loads.Chaos;

/// <summary>Appends until it is killed, and tells each receipt: to runs that all share and to runs of its own, with keys and without, one event and several.</summary>
internal static class ChaosWorker
{
    internal static readonly AuditKeyRing Ring = new(new AuditKey("k0", LedgerWorker.Secret));

    private static readonly LedgerEvent Event = LedgerEvent.Create("chaos.note", """{"action":"send_email","tool":"mcp:gmail","args":{"to":"bob@corp.example","amount":120}}"""u8.ToArray());

    /// <summary>Arguments: NAME CALLERS RUNS.</summary>
    internal static async Task<Func<Task>> PrepareAsync(GovernancePostgresDatabase database, string[] arguments)
    {
        string name = arguments[0];
        int callers = int.Parse(arguments[1], System.Globalization.CultureInfo.InvariantCulture), runs = int.Parse(arguments[2], System.Globalization.CultureInfo.InvariantCulture);
        ChainLedger ledger = new(new PostgresLedgerStore(database), new ChainSealer(Ring));
        await Worker.PersistAsync(async () =>
        {
            await ledger.OpenAsync();
            return true;
        });
        return () => Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            for (int i = 0; ; i++)
            {
                string run = caller % 2 == 0 ? $"run-{(caller + i) % runs}" : $"own-{name}-{caller}";
                AppendOptions? options = caller % 3 == 0 ? new AppendOptions { IdempotencyKey = $"{name}-{caller}-{i}" } : null;
                foreach (AppendReceipt receipt in await Worker.PersistAsync(() => ledger.AppendBatchAsync(run, [.. Enumerable.Repeat(Event, 1 + (i % 3))], options).AsTask()))
                    Worker.Tell($"receipt {receipt.RunId} {receipt.Seq} {receipt.Hash}");
            }
        })));
    }
}
