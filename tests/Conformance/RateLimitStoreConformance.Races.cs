using Enterprise.Governance.RateLimiting;

namespace Enterprise.Governance.Conformance;

public abstract partial class RateLimitStoreConformance
{
    [Fact]
    public async Task Race_AThousandCallersOverFourInstances_AdmitsExactlyTheLimit()
    {
        IRateLimitStore[] stores = [await OpenAsync(), await OpenAsync(), await OpenAsync(), await OpenAsync()];
        string tenant = NewTenant();

        RateLimitStoreResult[] results = await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => Task.Run(async () =>
            await stores[i % stores.Length].AcquireAsync(Request(tenant, 1, Tenant(tenant, 100), User($"u{i % 7}", 1000)), default))));

        results.Count(static result => result.IsAcquired).Should().Be(100);
        results.Where(static result => result.IsAcquired).Select(static result => result.Keys[0].Count).Should().OnlyHaveUniqueItems();
        long users = 0;
        for (int i = 0; i < 7; i++)
            users += await CountAsync(stores[0], tenant, User($"u{i}", 1000));
        users.Should().Be(100, "whoever the tenant refuses counts nothing as a user");
    }

    [Fact]
    public async Task Race_WithRandomCancellation_CountsExactlyWhatWasAdmitted()
    {
        IRateLimitStore[] stores = [await OpenAsync(), await OpenAsync()];
        string tenant = NewTenant();
        int admitted = 0, cancelled = 0;

        await Task.WhenAll(Enumerable.Range(0, 500).Select(i => Task.Run(async () =>
        {
            using CancellationTokenSource source = new();
            ValueTask<RateLimitStoreResult> call = stores[i % 2].AcquireAsync(Request(tenant, 1, Tenant(tenant, 400)), source.Token);
            if (i % 3 == 0)
                await source.CancelAsync();
            try
            {
                Interlocked.Add(ref admitted, (await call).IsAcquired ? 1 : 0);
            }
            catch (OperationCanceledException)
            {
                Interlocked.Increment(ref cancelled);
            }
        })));

        admitted.Should().Be((int)Math.Min(400, 500 - cancelled));
        (await CountAsync(stores[0], tenant, Tenant(tenant, 400))).Should().Be(admitted, "who was told that he is cancelled has counted nothing");
    }

    [Fact]
    public async Task Race_OfMixedRequests_ReadsAsOneSequence()
    {
        string tenant = NewTenant();
        IRateLimitStore[] stores = [await OpenAsync(), await OpenAsync()];

        (int Permits, int User, RateLimitStoreResult Result)[] all = await Task.WhenAll(Enumerable.Range(0, 600).Select(i => Task.Run(async () =>
            (1 + i % 3, i % 5, await stores[i % 2].AcquireAsync(Request(tenant, 1 + i % 3, Tenant(tenant, 700), User($"u{i % 5}", i % 5 == 0 ? 20 : 1000)), default)))));

        // Whoever was admitted found its counters where the one admitted before it had left them.
        (int Permits, int User, RateLimitStoreResult Result)[] admitted = [.. all.Where(static one => one.Result.IsAcquired)];
        OneAfterAnother(admitted.Select(static one => (one.Permits, one.Result.Keys[0])));
        foreach (var user in admitted.GroupBy(static one => one.User))
            OneAfterAnother(user.Select(static one => (one.Permits, one.Result.Keys[1])));
        (await CountAsync(stores[0], tenant, Tenant(tenant, 700))).Should().Be(admitted.Sum(static one => one.Permits)).And.BeInRange(698, 700);
        admitted.Where(static one => one.User == 0).Sum(static one => one.Permits).Should().BeInRange(18, 20, "user 0 meets a limit of its own");
        all.Where(static one => !one.Result.IsAcquired).Should().OnlyContain(static one => one.Result.Keys.Any(static key => key.IsRefused) && one.Result.Keys.All(static key => key.Taken == 0));
    }

    private static void OneAfterAnother(IEnumerable<(int Permits, RateLimitStoreKeyResult Key)> admitted)
    {
        long count = 0;
        foreach ((int permits, RateLimitStoreKeyResult key) in admitted.OrderBy(static one => one.Key.Count))
        {
            key.Taken.Should().Be(permits);
            key.Count.Should().Be(count += permits);
        }
    }
}
