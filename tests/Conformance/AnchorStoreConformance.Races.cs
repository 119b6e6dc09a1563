using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Conformance;

public abstract partial class AnchorStoreConformance
{
    [Fact]
    public async Task Lease_IsOneHoldersUntilItEndsOrIsGivenBack()
    {
        IAnchorStore one = await NewStoreAsync(), two = await NewStoreAsync();
        TimeSpan lifetime = TimeSpan.FromSeconds(10);

        (await one.TryLeaseAsync("one", lifetime, default)).Should().BeTrue();
        (await two.TryLeaseAsync("two", lifetime, default)).Should().BeFalse();
        await two.ReleaseAsync("two", default);
        Clock.Advance(TimeSpan.FromSeconds(9));
        (await two.TryLeaseAsync("two", lifetime, default)).Should().BeFalse("that of somebody else stays");
        (await one.TryLeaseAsync("one", lifetime, default)).Should().BeTrue("it is renewed");
        Clock.Advance(TimeSpan.FromSeconds(9));
        (await two.TryLeaseAsync("two", lifetime, default)).Should().BeFalse("it was renewed");
        Clock.Advance(TimeSpan.FromSeconds(1));
        (await two.TryLeaseAsync("two", lifetime, default)).Should().BeTrue("it has run out");
        await two.ReleaseAsync("two", default);
        (await one.TryLeaseAsync("one", lifetime, default)).Should().BeTrue("it is free");
    }

    [Fact]
    public async Task Append_WhoseLeaseHasRunOut_LosesToTheNextHolder()
    {
        IAnchorStore slow = await NewStoreAsync(), next = await NewStoreAsync();
        await slow.TryLeaseAsync("slow", TimeSpan.FromSeconds(10), default);
        AnchorCommit late = await AnchorStoreLog.PlanAsync(slow, "slow", AnchorStoreLog.Leaf("a"));
        Clock.Advance(TimeSpan.FromSeconds(10));
        (await slow.AppendAsync(late, default)).Should().BeFalse("the lease has ended, though nobody has taken it");

        (await next.TryLeaseAsync("next", TimeSpan.FromSeconds(10), default)).Should().BeTrue();
        AnchorCommit commit = await AnchorStoreLog.PlanAsync(next, "next", AnchorStoreLog.Leaf("b"));
        bool[] appended = await Task.WhenAll(Task.Run(() => slow.AppendAsync(late, default).AsTask()), Task.Run(() => next.AppendAsync(commit, default).AsTask()));

        appended.Should().Equal(false, true);
        (await AnchorStoreWholeness.RequireAsync(next))[^1].Should().Be(commit.Root);
    }

    [Fact]
    public async Task Append_WithoutEverHavingTheLease_AppendsNothing()
    {
        IAnchorStore store = await NewStoreAsync();
        AnchorCommit commit = await AnchorStoreLog.PlanAsync(store, "nobody", AnchorStoreLog.Leaf("a"));

        (await store.AppendAsync(commit, default)).Should().BeFalse();
        await store.TryLeaseAsync("nobody", TimeSpan.FromMinutes(1), default);
        await store.ReleaseAsync("nobody", default);
        (await store.AppendAsync(commit, default)).Should().BeFalse();

        (await AnchorStoreWholeness.RequireAsync(store)).Should().HaveCount(1);
    }

    [Fact]
    public async Task EightAppenders_UnderOneName_NeverForkTheLog()
    {
        const int Each = 6;
        await (await NewStoreAsync()).TryLeaseAsync("shared", TimeSpan.FromHours(1), default);
        int planned = 0;
        TaskCompletionSource allHavePlanned = new(TaskCreationOptions.RunContinuationsAsynchronously);

        // One name for all: the lease holds nobody back, so the size alone decides.
        int[] lost = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => AppendManyAsync(i, "shared", Each, PlannedAsync))));

        lost.Sum().Should().BeGreaterThanOrEqualTo(7, "the first time all of them plan for one size");
        (await AnchorStoreWholeness.RequireAsync(await NewStoreAsync())).Should().HaveCount(1 + (8 * Each * 2));

        Task PlannedAsync()
        {
            if (Interlocked.Increment(ref planned) == 8)
                allHavePlanned.SetResult();
            return allHavePlanned.Task;
        }
    }

    [Fact]
    public async Task EightAppenders_UnderNamesOfTheirOwn_TakeTurns()
    {
        const int Each = 3;

        int[] lost = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => AppendManyAsync(i, $"holder-{i}", Each))));

        lost.Should().OnlyContain(static count => count == 0, "whoever has the lease is alone");
        (await AnchorStoreWholeness.RequireAsync(await NewStoreAsync())).Should().HaveCount(1 + (8 * Each * 2));
    }

    [Fact]
    public async Task Snapshot_WhatComesLater_IsNotSeen()
    {
        (IAnchorStore store, ChainLedger ledger) = await NewAsync();
        await ledger.AppendAsync("run", Event());
        await AppendAsync(store, await HeadLeafAsync(ledger, "run"));

        await using IAnchorSnapshot snapshot = await store.OpenSnapshotAsync(default);
        await ledger.AppendAsync("run", Event());
        await ledger.AppendAsync("later", Event());
        await AppendAsync(store, AnchorStoreLog.Leaf("other"), AnchorStoreLog.Leaf("run", 2));
        await store.MarkPublishedAsync(3, default);

        (await snapshot.ReadSizeAsync(default)).Should().Be(1);
        (await snapshot.ReadLeavesAsync(0, default).ToListAsync()).Should().ContainSingle();
        (await snapshot.ReadCheckpointAsync(null, default))!.Size.Should().Be(1);
        (await snapshot.ReadUnpublishedAsync(default).ToListAsync()).Should().ContainSingle();
        (await snapshot.ReadRunAsync("run", default))!.Seq.Should().Be(1);
        (await snapshot.Ledger.ReadHeadAsync("run", default))!.Seq.Should().Be(1);
        (await snapshot.ReadPendingAsync(default).ToListAsync()).Should().BeEmpty();
        (await snapshot.CountPendingEventsAsync(default)).Should().Be(0);
    }

    [Fact]
    public async Task Snapshot_WhileBothGrow_ShowsChainsAndLogOfOneMoment()
    {
        (IAnchorStore store, ChainLedger ledger) = await NewAsync();
        IAnchorStore reader = await NewStoreAsync();
        await ledger.AppendAsync("run", Event());
        using CancellationTokenSource stop = new();
        Task writing = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await AppendAsync(store, await HeadLeafAsync(ledger, "run"));
                await ledger.AppendAsync("run", Event());
            }
        });

        for (int i = 0; i < 40; i++)
        {
            await using IAnchorSnapshot snapshot = await reader.OpenSnapshotAsync(default);
            long anchored = (await snapshot.ReadRunAsync("run", default))?.Seq ?? 0, head = (await snapshot.Ledger.ReadHeadAsync("run", default))!.Seq;
            (head - anchored).Should().BeInRange(0, 1, "the log is never ahead of the chains, and one event behind at most");
            (await snapshot.ReadSizeAsync(default)).Should().Be(anchored);
        }

        await stop.CancelAsync();
        await writing;
    }

    /// <summary>Appends commits of two leaves; returns how many were lost to others.</summary>
    private async Task<int> AppendManyAsync(int appender, string holder, int count, Func<Task>? planned = null)
    {
        IAnchorStore store = await NewStoreAsync();
        int lost = 0;
        for (int i = 0; i < count;)
        {
            if (!await store.TryLeaseAsync(holder, TimeSpan.FromHours(1), default))
            {
                await Task.Yield();
                continue;
            }

            AnchorCommit commit = await AnchorStoreLog.PlanAsync(store, holder, AnchorStoreLog.Leaf($"run-{appender}", i + 1), AnchorStoreLog.Leaf("shared", (appender * count) + i + 1));
            if (planned is not null)
                await planned();
            if (await store.AppendAsync(commit, default))
                i++;
            else
                lost++;
            if (holder != "shared")
                await store.ReleaseAsync(holder, default);
        }

        return lost;
    }
}
