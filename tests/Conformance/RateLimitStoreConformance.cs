using Enterprise.Governance.RateLimiting;
using Microsoft.Extensions.Time.Testing;

namespace Enterprise.Governance.Conformance;

/// <summary>What every <see cref="IRateLimitStore"/> promises. A store's tests derive from this and open it.</summary>
public abstract partial class RateLimitStoreConformance : IAsyncLifetime
{
    protected const int Window = 60;

    // 2026-11-22T19:00:00Z, the start of a window of every length that divides an hour.
    protected static readonly DateTimeOffset Start = new(2026, 11, 22, 19, 0, 0, TimeSpan.Zero);

    private int _tenants;

    protected FakeTimeProvider Clock { get; } = new(Start);

    /// <summary>Opens the counters once more, as another process would; the first call creates them.</summary>
    protected abstract ValueTask<IRateLimitStore> OpenAsync();

    public virtual ValueTask InitializeAsync() => default;

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return default;
    }

    [Fact]
    public async Task Acquire_UpToTheLimit_AdmitsExactlyThat()
    {
        IRateLimitStore store = await OpenAsync();
        string tenant = NewTenant();

        for (int i = 1; i <= 5; i++)
        {
            RateLimitStoreResult result = await store.AcquireAsync(Request(tenant, 1, User("u", 5)), default);
            result.IsAcquired.Should().BeTrue();
            result.Keys.Should().Equal(new RateLimitStoreKeyResult(Start.ToUnixTimeSeconds(), i, 1, IsRefused: false));
        }

        RateLimitStoreResult refused = await store.AcquireAsync(Request(tenant, 1, User("u", 5)), default);
        refused.IsAcquired.Should().BeFalse();
        refused.Now.Should().Be(Start);
        refused.Keys.Should().Equal(new RateLimitStoreKeyResult(Start.ToUnixTimeSeconds(), 5, 0, IsRefused: true));
    }

    [Fact]
    public async Task Acquire_OneKeyRefuses_CountsNothingElsewhereAndMarksEveryRefusal()
    {
        IRateLimitStore store = await OpenAsync();
        string tenant = NewTenant();
        RateLimitStoreKey[] keys = [Tenant(tenant, 10), Org("o", 1), User("u", 1)];
        (await store.AcquireAsync(Request(tenant, 1, keys), default)).IsAcquired.Should().BeTrue();

        RateLimitStoreResult refused = await store.AcquireAsync(Request(tenant, 1, keys), default);

        refused.Keys.Select(static key => (key.Count, key.Taken, key.IsRefused)).Should().Equal((1, 0, false), (1, 0, true), (1, 0, true));
        (await CountAsync(store, tenant, Tenant(tenant, 10))).Should().Be(1);
    }

    [Fact]
    public async Task Acquire_SameIdentifiersElsewhere_AreOtherCounters()
    {
        IRateLimitStore store = await OpenAsync();
        string first = NewTenant(), second = NewTenant();

        (await store.AcquireAsync(Request(first, 1, User("x", 1)), default)).IsAcquired.Should().BeTrue();

        (await store.AcquireAsync(Request(second, 1, User("x", 1)), default)).IsAcquired.Should().BeTrue("two tenants never share a user's counter");
        (await store.AcquireAsync(Request(first, 1, Org("x", 1)), default)).IsAcquired.Should().BeTrue("an org is not a user");
        (await store.AcquireAsync(Request(first, 1, User("X", 1)), default)).IsAcquired.Should().BeTrue("identifiers are compared by code point");
        (await store.AcquireAsync(Request(first, 1, User("x ", 1)), default)).IsAcquired.Should().BeTrue("identifiers are compared whole");
        (await store.AcquireAsync(Request(first, 1, User("e\u0301", 1)), default)).IsAcquired.Should().BeTrue();
        (await store.AcquireAsync(Request(first, 1, User("\u00e9", 1)), default)).IsAcquired.Should().BeTrue("nothing is normalised");
        (await store.AcquireAsync(Request(first, 1, User("x", 1)), default)).IsAcquired.Should().BeFalse();
    }

    [Fact]
    public async Task Acquire_NextWindow_CountsAnewFromAMultipleOfItsLength()
    {
        IRateLimitStore store = await OpenAsync();
        string tenant = NewTenant();
        Clock.SetUtcNow(Start.AddSeconds(59.999));
        (await store.AcquireAsync(Request(tenant, 1, User("u", 1)), default)).Keys[0].WindowStart.Should().Be(Start.ToUnixTimeSeconds());
        (await store.AcquireAsync(Request(tenant, 1, User("u", 1)), default)).IsAcquired.Should().BeFalse();

        Clock.SetUtcNow(Start.AddSeconds(60));

        RateLimitStoreResult next = await store.AcquireAsync(Request(tenant, 1, User("u", 1)), default);
        next.IsAcquired.Should().BeTrue();
        next.Keys[0].Should().Be(new RateLimitStoreKeyResult(Start.ToUnixTimeSeconds() + 60, 1, 1, IsRefused: false));
    }

    [Fact]
    public async Task Acquire_ClockGoesBack_StaysInTheWindowItHasReached()
    {
        IRateLimitStore store = await OpenAsync();
        string tenant = NewTenant();
        await store.AcquireAsync(Request(tenant, 1, User("u", 2)), default);
        Clock.AdjustTime(Start.AddMinutes(-5));

        RateLimitStoreResult second = await store.AcquireAsync(Request(tenant, 1, User("u", 2)), default);
        RateLimitStoreResult third = await store.AcquireAsync(Request(tenant, 1, User("u", 2)), default);

        second.Keys[0].Should().Be(new RateLimitStoreKeyResult(Start.ToUnixTimeSeconds(), 2, 1, IsRefused: false));
        third.IsAcquired.Should().BeFalse();
    }

    [Fact]
    public async Task Acquire_ClockGoesBackToAWindowThatWasSpent_AdmitsNothingMoreInIt()
    {
        IRateLimitStore store = await OpenAsync();
        string tenant = NewTenant();
        await store.AcquireAsync(Request(tenant, 1, User("a", 1)), default);
        Clock.Advance(TimeSpan.FromSeconds(60));
        await store.AcquireAsync(Request(tenant, 1, User("b", 1)), default);
        Clock.AdjustTime(Start.AddSeconds(30));

        RateLimitStoreResult back = await store.AcquireAsync(Request(tenant, 1, User("a", 1)), default);

        (back.IsAcquired && back.Keys[0].WindowStart == Start.ToUnixTimeSeconds()).Should().BeFalse("that window's permit is gone");
    }

    [Fact]
    public async Task Acquire_Weights_CountInFullOrNotAtAll()
    {
        IRateLimitStore store = await OpenAsync();
        string tenant = NewTenant();

        for (int i = 0; i < 3; i++)
            (await store.AcquireAsync(Request(tenant, 3, User("u", 10)), default)).IsAcquired.Should().BeTrue();

        (await store.AcquireAsync(Request(tenant, 3, User("u", 10)), default)).IsAcquired.Should().BeFalse();
        (await store.AcquireAsync(Request(tenant, 11, User("u", 10)), default)).IsAcquired.Should().BeFalse();
        (await store.AcquireAsync(Request(tenant, 1, User("u", 10)), default)).IsAcquired.Should().BeTrue();
        (await CountAsync(store, tenant, User("u", 10))).Should().Be(10);
    }

    [Fact]
    public async Task Acquire_ZeroPermits_AsksAndCountsNothing()
    {
        IRateLimitStore store = await OpenAsync();
        string tenant = NewTenant();

        (await store.AcquireAsync(Request(tenant, 0, User("u", 1)), default)).IsAcquired.Should().BeTrue();
        (await store.AcquireAsync(Request(tenant, 1, User("u", 1)), default)).IsAcquired.Should().BeTrue();

        RateLimitStoreResult spent = await store.AcquireAsync(Request(tenant, 0, User("u", 1)), default);
        spent.IsAcquired.Should().BeFalse();
        spent.Keys[0].Should().Be(new RateLimitStoreKeyResult(Start.ToUnixTimeSeconds(), 1, 0, IsRefused: true));
    }

    [Fact]
    public async Task Acquire_LimitOfZero_RefusesEverything()
    {
        IRateLimitStore store = await OpenAsync();
        string tenant = NewTenant();

        (await store.AcquireAsync(Request(tenant, 1, User("u", 0)), default)).IsAcquired.Should().BeFalse();
        (await store.AcquireAsync(Request(tenant, 0, User("u", 0)), default)).IsAcquired.Should().BeFalse();
    }

    [Fact]
    public async Task Acquire_LimitChangesWithinAWindow_TheCountStays()
    {
        IRateLimitStore store = await OpenAsync();
        string tenant = NewTenant();
        await store.AcquireAsync(Request(tenant, 3, User("u", 5)), default);

        (await store.AcquireAsync(Request(tenant, 1, User("u", 2)), default)).IsAcquired.Should().BeFalse();
        RateLimitStoreResult raised = await store.AcquireAsync(Request(tenant, 1, User("u", 4)), default);

        raised.IsAcquired.Should().BeTrue();
        raised.Keys[0].Count.Should().Be(4);
    }

    [Fact]
    public async Task Acquire_TwoWindowLengths_DoNotDisturbEachOther()
    {
        IRateLimitStore store = await OpenAsync();
        string tenant = NewTenant();
        RateLimitStoreRequest minute = new(tenant, 60, 1, [User("u", 2)]), second = new(tenant, 1, 1, [User("u", 1)]);

        (await store.AcquireAsync(minute, default)).IsAcquired.Should().BeTrue();
        (await store.AcquireAsync(second, default)).IsAcquired.Should().BeTrue();
        Clock.Advance(TimeSpan.FromSeconds(1));
        (await store.AcquireAsync(second, default)).IsAcquired.Should().BeTrue();
        (await store.AcquireAsync(minute, default)).Keys[0].Count.Should().Be(2);
        (await store.AcquireAsync(minute, default)).IsAcquired.Should().BeFalse();
    }

    [Fact]
    public async Task Acquire_Leases_TakeBlocksThatShrinkToOneNearTheLimit()
    {
        IRateLimitStore store = await OpenAsync();
        string tenant = NewTenant();
        List<long> taken = [];

        while (await store.AcquireAsync(Request(tenant, 1, User("u", 30) with { LeaseSize = 6 }), default) is { IsAcquired: true } result)
            taken.Add(result.Keys[0].Taken);

        // max(1, min(6, left / 4)) of 30, 24, 18, …
        taken.Should().Equal(6, 6, 4, 3, 2, 2, 1, 1, 1, 1, 1, 1, 1);
        taken.Sum().Should().Be(30);
    }

    [Fact]
    public async Task Acquire_CancelledBefore_ThrowsAndCountsNothing()
    {
        IRateLimitStore store = await OpenAsync();
        string tenant = NewTenant();

        Func<Task> act = async () => await store.AcquireAsync(Request(tenant, 1, User("u", 5)), new CancellationToken(canceled: true));

        await act.Should().ThrowAsync<OperationCanceledException>();
        (await CountAsync(store, tenant, User("u", 5))).Should().Be(0);
    }

    protected string NewTenant() => $"tenant-{Interlocked.Increment(ref _tenants)}";

    protected static RateLimitStoreKey Tenant(string id, long limit) => new(RateLimitKind.Tenant, id, limit);

    protected static RateLimitStoreKey Org(string id, long limit) => new(RateLimitKind.Org, id, limit);

    protected static RateLimitStoreKey User(string id, long limit) => new(RateLimitKind.User, id, limit);

    protected static RateLimitStoreRequest Request(string tenant, int permits, params RateLimitStoreKey[] keys) => new(tenant, Window, permits, [.. keys]);

    protected static async Task<long> CountAsync(IRateLimitStore store, string tenant, RateLimitStoreKey key) =>
        (await store.AcquireAsync(Request(tenant, 0, key), default)).Keys[0].Count;
}
