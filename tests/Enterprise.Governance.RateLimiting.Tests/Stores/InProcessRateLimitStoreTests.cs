using Enterprise.Governance.Conformance;

namespace Enterprise.Governance.RateLimiting.Tests.Stores;

public sealed class InProcessRateLimitStoreTests : RateLimitStoreConformance
{
    private readonly InProcessRateLimitStore _store;

    public InProcessRateLimitStoreTests() => _store = new InProcessRateLimitStore(Clock);

    protected override int ModelRuns => 2000;

    protected override ValueTask<IRateLimitStore> OpenAsync() => new(_store);

    [Fact]
    public async Task Memory_TenantsThatStayAway_AreForgotten()
    {
        for (int i = 0; i < 1000; i++)
            await _store.AcquireAsync(Request(NewTenant(), 1, User("u", 1)), default);
        Clock.Advance(TimeSpan.FromMinutes(5));

        await _store.AcquireAsync(Request("late", 1, User("u", 1)), default);

        _store.TenantCount.Should().Be(1);
    }

    [Fact]
    public async Task Memory_ForgottenTenantAfterTheClockWentBack_GetsNoSecondWindow()
    {
        await _store.AcquireAsync(Request("t", 1, User("u", 1)), default);
        Clock.Advance(TimeSpan.FromMinutes(5));
        await _store.AcquireAsync(Request("other", 1, User("u", 1)), default);
        Clock.AdjustTime(Start);

        RateLimitStoreResult result = await _store.AcquireAsync(Request("t", 1, User("u", 1)), default);

        result.Keys[0].WindowStart.Should().Be(Start.AddMinutes(5).ToUnixTimeSeconds());
    }
}
