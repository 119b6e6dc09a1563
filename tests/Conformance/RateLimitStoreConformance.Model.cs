using CsCheck;
using Enterprise.Governance.RateLimiting;

namespace Enterprise.Governance.Conformance;

public abstract partial class RateLimitStoreConformance
{
    private static readonly Gen<Step> Steps = Gen.Select(
        Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, 4], Gen.Int[0, 8], Gen.Int[0, 50],
        static (org, user, permits, lease, advance) => new Step(org, user, permits, lease, advance));

    /// <summary>How many random histories are compared with the model.</summary>
    protected virtual int ModelRuns => 100;

    [Fact]
    public async Task AnyHistory_EqualsTheSequentialModel()
    {
        IRateLimitStore store = await OpenAsync();
        DateTimeOffset from = Start;
        await Steps.Array[1, 25].SampleAsync(
            async steps =>
            {
                string tenant = NewTenant();
                Clock.AdjustTime(from = from.AddHours(1));
                Model model = new();
                foreach (Step step in steps)
                {
                    Clock.AdjustTime(Clock.GetUtcNow().AddSeconds(step.Advance));
                    RateLimitStoreRequest request = step.Request(tenant);
                    RateLimitStoreResult actual = await store.AcquireAsync(request, default);
                    (bool isAcquired, RateLimitStoreKeyResult[] keys) = model.Acquire(request, Clock.GetUtcNow().ToUnixTimeSeconds());
                    if (actual.IsAcquired != isAcquired || !actual.Keys.SequenceEqual(keys))
                        return false;
                }

                return true;
            },
            iter: ModelRuns, threads: 1);
    }

    private sealed record Step(int Org, int User, int Permits, int Lease, int Advance)
    {
        internal RateLimitStoreRequest Request(string tenant)
        {
            List<RateLimitStoreKey> keys = [new(RateLimitKind.Tenant, tenant, 20, Lease)];
            if (Org > 0)
                keys.Add(new(RateLimitKind.Org, $"{Org}", 12, Lease));
            if (User > 0)
                keys.Add(new(RateLimitKind.User, $"{User}", 5, Lease));
            return new(tenant, Window, Permits, [.. keys]);
        }
    }

    /// <summary>The limiter as one would write it for one caller at a time.</summary>
    private sealed class Model
    {
        private readonly Dictionary<(RateLimitKind, string), (long Start, long Count)> _counters = [];

        internal (bool, RateLimitStoreKeyResult[]) Acquire(RateLimitStoreRequest request, long now)
        {
            long current = now / request.WindowSeconds * request.WindowSeconds;
            (RateLimitStoreKey Key, long Start, long Count, bool Admits)[] keys = [.. request.Keys.Select(key =>
            {
                (long start, long count) = _counters.GetValueOrDefault((key.Kind, key.Id), (long.MinValue, 0));
                if (start < current)
                    (start, count) = (current, 0);
                return (key, start, count, count + Math.Max(1, request.Permits) <= key.Limit);
            })];
            bool isAcquired = keys.All(static key => key.Admits);
            return (isAcquired, [.. keys.Select(key =>
            {
                long taken = !isAcquired || request.Permits == 0 ? 0
                    : Math.Max(request.Permits, Math.Min(key.Key.LeaseSize, (key.Key.Limit - key.Count) / 4));
                if (taken > 0)
                    _counters[(key.Key.Kind, key.Key.Id)] = (key.Start, key.Count + taken);
                return new RateLimitStoreKeyResult(key.Start, key.Count + taken, taken, !key.Admits);
            })]);
        }
    }
}
