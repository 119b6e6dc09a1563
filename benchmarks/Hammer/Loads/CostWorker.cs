using System.Globalization;
using Enterprise.Governance;
using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Postgres;
using Hammer.Running;

namespace Hammer.Loads;

/// <summary>Holds and settles calls of runs that all workers share, and tells what each call held and cost.</summary>
internal static class CostWorker
{
    internal const long Cap = 200;

    internal static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);

    internal static readonly CostLimits Limits = new() { MaxCostUnits = Cap };

    /// <summary>Arguments: NAME CALLERS TRIALS CALLS SEED. A trial is a run of its own, on which the workers make CALLS calls each.</summary>
    internal static Func<Task> Prepare(GovernancePostgresDatabase database, string[] a)
    {
        (string name, int callers, int trials, int calls, int seed) = (a[0], Number(a[1]), Number(a[2]), Number(a[3]), Number(a[4]));
        PostgresCostStore store = new(database);
        return async () =>
        {
            int next = -1;
            await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
            {
                Random random = new(HashCode.Combine(seed, caller));
                for (int trial = Interlocked.Increment(ref next); trial < trials; trial = Interlocked.Increment(ref next))
                {
                    for (int i = 0; i < calls; i++)
                        await CallAsync(store, $"trial-{trial}", $"{name}-{i}", random);
                }
            })));
        };
    }

    private static async Task CallAsync(PostgresCostStore store, string run, string call, Random random)
    {
        CostCall costCall = new(run, call, new GovernanceScope("acme", "sales", "ann"), CostCallKind.Tool);
        long held = random.Next(1, 60), actual = random.Next(0, 80);
        CostHoldDecision decision = await store.HoldAsync(new CostHold(costCall, held, 0, Limits, [], Lifetime), CancellationToken.None);
        if (!decision.IsGranted)
            return;
        switch (random.Next(10))
        {
            case 0:
                await store.ReleaseAsync(costCall.Key, CancellationToken.None);
                return;
            case 1:
                // Its holder dies: the hold is left to expire.
                return;
            default:
                await store.SettleAsync(new CostSettlement(costCall, actual), CancellationToken.None);
                Worker.Tell($"settled {run} {Math.Max(0, actual - held)}");
                return;
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
