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

    /// <summary>Arguments: race NAME CALLERS LIMIT ATTEMPTS | rate CALLERS SECONDS | own CALLERS SECONDS | select CALLERS SECONDS | spent CALLERS SECONDS.</summary>
    internal static Func<Task> Prepare(GovernancePostgresDatabase database, NpgsqlDataSource dataSource, string[] a)
    {
        PostgresRateLimitStore store = new(database);
        switch (a[0])
        {
            case "race":
                return () => RaceAsync(store, a[1], Number(a[2]), Number(a[3]), Number(a[4]));
            case "rate":
                RateLimitStoreRequest open = Request("rate", long.MaxValue / 2, "u" + Environment.ProcessId);
                return () => RateAsync(Number(a[1]), Number(a[2]), async _ => await store.AcquireAsync(open, CancellationToken.None));
            case "own":
                RateLimitStoreRequest[] each = [.. Enumerable.Range(0, Number(a[1])).Select(static i => Request($"own-{i}", long.MaxValue / 2, "user"))];
                return () => RateAsync(Number(a[1]), Number(a[2]), async caller => await store.AcquireAsync(each[caller], CancellationToken.None));
            case "select":
                return () => RateAsync(Number(a[1]), Number(a[2]), async _ =>
                {
                    await using NpgsqlCommand command = dataSource.CreateCommand("SELECT 1");
                    await command.ExecuteScalarAsync();
                });
            default:
                GovernanceRateLimiter limiter = new(store, options: new RateLimitOptions { DefaultLimits = new TenantRateLimits { TenantRpm = 1 }, WindowSeconds = 60 });
                GovernanceScope scope = new("spent", "o", "u");
                return () => RateAsync(Number(a[1]), Number(a[2]), async _ => await limiter.AcquireAsync(scope));
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

    private static async Task RateAsync(int callers, int seconds, Func<int, Task> ask)
    {
        long done = 0;
        Stopwatch watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            while (watch.Elapsed.TotalSeconds < seconds)
            {
                await ask(caller);
                Interlocked.Increment(ref done);
            }
        })));
        Worker.Tell(string.Create(CultureInfo.InvariantCulture, $"rate {done / watch.Elapsed.TotalSeconds}"));
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
