using Enterprise.Governance.RateLimiting;
using Enterprise.Governance.Stored;

namespace Enterprise.Governance.Postgres.Tests.Stores;

/// <summary>Requests of one tenant go together while others are under way.</summary>
public sealed class RateLimitLanesTests
{
    private readonly List<(PostgresRateLimitCall Call, TaskCompletionSource<RateLimitStoreResult> Answer)> _calls = [];
    private readonly SemaphoreSlim _arrived = new(0);
    private int _seen;
    private readonly PostgresRateLimitLanes _lanes;

    public RateLimitLanesTests() => _lanes = new PostgresRateLimitLanes((call, _) =>
    {
        TaskCompletionSource<RateLimitStoreResult> answer = new();
        lock (_calls)
            _calls.Add((call, answer));
        _arrived.Release();
        return new ValueTask<RateLimitStoreResult>(answer.Task);
    }, new StoreInstruments(null, "postgresql"));

    [Fact]
    public async Task Requests_WhileTwoAreUnderWay_GoTogether()
    {
        Task<RateLimitStoreResult>[] asked = [.. Enumerable.Range(0, 5).Select(i => Ask("t", 1 + i, $"u{i % 2}"))];
        _calls.Should().HaveCount(2, "the other three wait");

        Answer(0, true, 1, 1);
        await ArriveAsync(3);

        // Counted before: 10 of the tenant, 20 of u0, 30 of u1. Together they want 3 + 4 + 5; u0 3 + 5, u1 4.
        Answer(2, true, 22, 28, 34);

        (await asked[2]).Keys.Select(static key => (key.Count, key.Taken)).Should().Equal((13, 3), (23, 3));
        (await asked[3]).Keys.Select(static key => (key.Count, key.Taken)).Should().Equal((17, 4), (34, 4));
        (await asked[4]).Keys.Select(static key => (key.Count, key.Taken)).Should().Equal((22, 5), (28, 5));
    }

    [Fact]
    public async Task Requests_OfOtherTenantsAndWindows_DoNotWait()
    {
        Task[] asked = [Ask("a"), Ask("a"), Ask("b"), Ask("b"), Ask("a", window: 10)];

        _calls.Should().HaveCount(5);
        for (int i = 0; i < 5; i++)
            Answer(i, true, 1, 1);
        await Task.WhenAll(asked);
    }

    [Fact]
    public async Task Requests_RefusedTogether_EachGoAlone()
    {
        Task<RateLimitStoreResult>[] asked = [.. Enumerable.Range(0, 4).Select(_ => Ask("t"))];
        Answer(0, true, 1, 1);
        await ArriveAsync(3);

        Answer(2, false, 9, 9);
        await ArriveAsync(5);
        Answer(3, true, 10, 10);
        Answer(4, false, 10, 10);

        (await Task.WhenAll(asked[2..])).Select(static result => result.IsAcquired).Should().BeEquivalentTo([true, false]);
    }

    [Fact]
    public async Task Store_InTrouble_FailsThoseWhoWaitToo()
    {
        Task<RateLimitStoreResult>[] asked = [.. Enumerable.Range(0, 4).Select(_ => Ask("t"))];

        _calls[0].Answer.SetException(new GovernanceException("store_unavailable", "gone", isTransient: true));

        foreach (int i in (int[])[0, 2, 3])
            (await asked[i].Awaiting(static task => task).Should().ThrowAsync<GovernanceException>()).Which.Code.Should().Be("store_unavailable");
        Answer(1, true, 1, 1);
        Task<RateLimitStoreResult> next = Ask("t");
        _calls.Should().HaveCount(3, "nothing is left behind");
        Answer(2, true, 2, 2);
        (await next).IsAcquired.Should().BeTrue();
    }

    [Fact]
    public async Task Requests_ThatTheServerCannotRead_FailAlone()
    {
        Task<RateLimitStoreResult>[] asked = [.. Enumerable.Range(0, 4).Select(_ => Ask("t"))];
        Answer(0, true, 1, 1);
        await ArriveAsync(3);

        _calls[2].Answer.SetException(new GovernanceException("store_error", "no valid text"));
        await ArriveAsync(5);
        Answer(3, true, 1, 1);
        _calls[4].Answer.SetException(new GovernanceException("store_error", "no valid text"));

        asked.Count(static task => task.IsCompletedSuccessfully).Should().Be(2);
        await asked[0];
    }

    [Fact]
    public async Task Limits_ThatDiffer_AreNotAddedUp()
    {
        Task<RateLimitStoreResult>[] asked = [Ask("t"), Ask("t"), Ask("t", limit: 100), Ask("t", limit: 50)];
        Answer(0, true, 1, 1);
        await ArriveAsync(3);

        Answer(2, true, 2, 2);

        await ArriveAsync(4);
        Answer(3, true, 3, 3);
        (await Task.WhenAll(asked[2..])).Select(static result => result.Keys[0].Count).Should().Equal(2, 3);
    }

    [Fact]
    public async Task Cancellation_OfOneThatWaits_EndsItAndCountsNothing()
    {
        using CancellationTokenSource source = new();
        Task<RateLimitStoreResult>[] asked = [Ask("t"), Ask("t"), Ask("t", token: source.Token), Ask("t")];
        await source.CancelAsync();
        await asked[2].Awaiting(static task => task).Should().ThrowAsync<OperationCanceledException>();

        Answer(0, true, 1, 1);
        await ArriveAsync(3);
        Answer(2, true, 7, 7);

        (await asked[3]).Keys[0].Count.Should().Be(7, "the other is not part of the call");
    }

    private Task<RateLimitStoreResult> Ask(string tenant, int permits = 1, string user = "u", int window = 60, long limit = 100, CancellationToken token = default) => _lanes.AcquireAsync(
        new RateLimitStoreRequest(tenant, window, permits, [new RateLimitStoreKey(RateLimitKind.Tenant, tenant, limit), new RateLimitStoreKey(RateLimitKind.User, user, limit)]), token).AsTask();

    /// <summary>Waits for calls that callers make by themselves once they are told to.</summary>
    private async Task ArriveAsync(int calls)
    {
        for (; _seen < calls; _seen++)
            (await _arrived.WaitAsync(TimeSpan.FromSeconds(30))).Should().BeTrue($"{calls} calls are made");
    }

    private void Answer(int call, bool isAcquired, params long[] counts) =>
        _calls[call].Answer.SetResult(new RateLimitStoreResult(isAcquired, DateTimeOffset.UnixEpoch, [.. counts.Select(count => new RateLimitStoreKeyResult(0, count, isAcquired ? 1 : 0, !isAcquired))]));
}
