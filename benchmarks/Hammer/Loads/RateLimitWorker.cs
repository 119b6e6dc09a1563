using System.Diagnostics;
using System.Globalization;
using Enterprise.Governance;
using Enterprise.Governance.Postgres;
using Enterprise.Governance.RateLimiting;
using Hammer.Running;
using Npgsql;

namespace Hammer.Loads;

/// <summary>Asks the limiter's store: a race for a limit, or as fast as it goes.</summary>
internal static class RateLimitWorker
{
    /// <summary>Long enough that no race crosses into the next one.</summary>
    internal const int WindowSeconds = 86_400;

    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(250);

    /// <summary>Arguments: race NAME CALLERS LIMIT ATTEMPTS | shared CALLERS SECONDS | own CALLERS SECONDS | spent CALLERS SECONDS.</summary>
    internal static Func<Task> Prepare(GovernancePostgresDatabase database, NpgsqlDataSource dataSource, string[] a)
    {
        PostgresRateLimitStore store = new(database);
        RateLimitStoreRequest open = Request("rate", long.MaxValue / 2, "u" + Environment.ProcessId);
        switch (a[0])
        {
            case "race":
                return () => RaceAsync(store, a[1], Number(a[2]), Number(a[3]), Number(a[4]));
            case "shared":
                return () => CompareAsync(a, async _ => await store.AcquireAsync(open, CancellationToken.None), SelectAsync);
            case "own":
                RateLimitStoreRequest[] each = [.. Enumerable.Range(0, Number(a[1])).Select(static i => Request($"own-{i}", long.MaxValue / 2, "user"))];
                return () => CompareAsync(a, async caller => await store.AcquireAsync(each[caller], CancellationToken.None), SelectAsync);
            default:
                GovernanceRateLimiter limiter = new(store, options: new RateLimitOptions { DefaultLimits = new TenantRateLimits { TenantRpm = 1 }, WindowSeconds = 60 });
                GovernanceScope scope = new("spent", "o", "u");
                return () => CompareAsync(a, async _ => await limiter.AcquireAsync(scope), async _ => await store.AcquireAsync(open, CancellationToken.None));
        }

        async Task SelectAsync(int caller)
        {
            await using NpgsqlCommand command = dataSource.CreateCommand("SELECT 1");
            await command.ExecuteScalarAsync();
        }
    }

    /// <summary>Each process has a user of its own, under an org and a tenant that all share.</summary>
    internal static RateLimitStoreRequest Request(string name, long limit, string user) => new(
        $"tenant-{name}", WindowSeconds, 1, [new RateLimitStoreKey(RateLimitKind.Tenant, $"tenant-{name}", limit), new RateLimitStoreKey(RateLimitKind.Org, "org", limit * 2), new RateLimitStoreKey(RateLimitKind.User, user, limit * 2)]);

    private static async Task RaceAsync(PostgresRateLimitStore store, string name, int callers, int limit, int attempts)
    {
        RateLimitStoreRequest request = Request(name, limit, "user");
        long admitted = 0;
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            for (int i = 0; i < attempts; i++)
            {
                if ((await Worker.PersistAsync(() => store.AcquireAsync(request, CancellationToken.None).AsTask())).IsAcquired)
                    Interlocked.Increment(ref admitted);
            }
        })));
        Worker.Tell($"admitted {admitted}");
    }

    /// <summary>Measures in slices, by turns with the baseline: what else the machine does then meets both alike. The first turns warm up.</summary>
    private static async Task CompareAsync(string[] a, Func<int, Task> ask, Func<int, Task> baseline)
    {
        List<(double Ours, double Baseline)> turns = [];
        Stopwatch watch = Stopwatch.StartNew();
        for (int turn = 0; turn < 6 || watch.Elapsed.TotalSeconds < Number(a[2]); turn++)
        {
            (double Ours, double Baseline) rates = (await RateAsync(Number(a[1]), ask), await RateAsync(Number(a[1]), baseline));
            if (turn >= 3)
                turns.Add(rates);
        }

        (double ours, double other) = turns.OrderBy(static turn => turn.Ours / turn.Baseline).ElementAt(turns.Count / 2);
        Worker.Tell(string.Create(CultureInfo.InvariantCulture, $"rates {ours} {other}"));
    }

    private static async Task<double> RateAsync(int callers, Func<int, Task> ask)
    {
        long done = 0;
        Stopwatch watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            while (watch.Elapsed < Slice)
            {
                await ask(caller);
                Interlocked.Increment(ref done);
            }
        })));
        return done / watch.Elapsed.TotalSeconds;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
