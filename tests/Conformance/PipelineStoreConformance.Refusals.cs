using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Conformance;

public abstract partial class PipelineStoreConformance
{
    [Fact]
    public async Task Refuse_ManyOfOneCallFromTwoProcesses_IsStoredOnce()
    {
        PipelineStores one = await OpenAsync(), two = await OpenAsync();
        string run = await NewRunAsync(one);

        RefusalStatus[] refused = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(async () =>
            await (i % 2 == 0 ? one : two).Pipeline.RefuseAsync(Refusal(one, run, "k:1"), default))));

        refused.Count(static status => status == RefusalStatus.Stored).Should().Be(1);
        refused.Count(static status => status == RefusalStatus.ClaimStands).Should().Be(19);
        (await EventsAsync(one, run)).Should().Equal("run.started", "policy.decided");
        ClaimRecord kept = (await two.Pipeline.FindAsync(run, "k:1", default))!.Claim!;
        (kept.State, kept.Outcome!.Code, kept.Outcome.Reason, kept.IsStale).Should().Be((ClaimState.Denied, "policy_denied", "no", false));
        kept.Outcome.PolicyIds.Should().Equal("p1", "p2");
    }

    [Fact]
    public async Task Refuse_BesideADeadClaim_TellsAndLeavesItInDoubt()
    {
        PipelineStores store = await OpenAsync();
        string run = await NewRunAsync(store);
        StartedCommit started = Start(store, run, "k:1");
        await store.Pipeline.StartAsync(started, default);
        Clock.Advance(Heartbeat);

        RefusalStatus other = await store.Pipeline.RefuseAsync(Refusal(store, run, "k:1"), default);
        RefusalStatus beside = await store.Pipeline.RefuseAsync(Refusal(store, run, "k:1") with { BesideCallId = started.Claim.CallId }, default);
        RefusalStatus moved = await store.Pipeline.RefuseAsync(Refusal(store, run, "k:1") with { BesideCallId = "another-call" }, default);

        (other, beside, moved).Should().Be((RefusalStatus.ClaimStands, RefusalStatus.Stored, RefusalStatus.ClaimStands));
        (await EventsAsync(store, run)).Should().Equal("run.started", "action.started", "policy.decided");
        (await store.Pipeline.FindAsync(run, "k:1", default))!.Claim!.State.Should().Be(ClaimState.Running);
    }

    [Fact]
    public async Task Refuse_BesideAClaimThatHasEnded_StoresNothing()
    {
        PipelineStores store = await OpenAsync();
        string run = await NewRunAsync(store);
        StartedCommit started = Start(store, run, "k:1");
        await store.Pipeline.StartAsync(started, default);
        await store.Pipeline.FinishAsync(Finish(store, started), default);

        (await store.Pipeline.RefuseAsync(Refusal(store, run, "k:1") with { BesideCallId = started.Claim.CallId }, default)).Should().Be(RefusalStatus.ClaimStands);

        (await EventsAsync(store, run)).Should().Equal("run.started", "action.started", "action.completed");
    }

    [Fact]
    public async Task Refuse_WithoutAClaim_IsToldEveryTime()
    {
        PipelineStores store = await OpenAsync();
        string run = await NewRunAsync(store);

        for (int i = 0; i < 2; i++)
            (await store.Pipeline.RefuseAsync(Refusal(store, run, "k:1") with { Claim = null }, default)).Should().Be(RefusalStatus.Stored);

        (await EventsAsync(store, run)).Should().Equal("run.started", "policy.decided", "policy.decided");
    }

    [Fact]
    public async Task Refuse_RunEnded_StoresNothing()
    {
        PipelineStores store = await OpenAsync();
        string run = await NewRunAsync(store);
        await store.Runs.TransitionAsync(run, RunState.Failed, [Event(store, "run.failed")], null, default);

        (await store.Pipeline.RefuseAsync(Refusal(store, run, "k:1"), default)).Should().Be(RefusalStatus.RunEnded);

        (await EventsAsync(store, run)).Should().Equal("run.started", "run.failed");
        (await store.Pipeline.FindAsync(run, "k:1", default))!.Claim.Should().BeNull();
    }

    [Fact]
    public async Task Refuse_TheLapseWasToldBefore_KeepsTheClaimAlone()
    {
        PipelineStores store = await OpenAsync();
        string run = await NewRunAsync(store);
        string approval = (await store.Pipeline.RequestApprovalAsync(Approval(run, "k:1"), [], null, default)).ApprovalId;
        Clock.Advance(TimeSpan.FromHours(1));
        await store.Pipeline.RefuseAsync(new RefusalCommit { RunId = run, Events = [Event(store, "approval.decided")], ExpiredApprovalId = approval }, default);

        RefusalStatus again = await store.Pipeline.RefuseAsync(Refusal(store, run, "k:1") with { ExpiredApprovalId = approval }, default);

        again.Should().Be(RefusalStatus.ToldBefore);
        (await EventsAsync(store, run)).Should().Equal("run.started", "approval.decided");
        (await store.Pipeline.FindAsync(run, "k:1", default))!.Claim!.State.Should().Be(ClaimState.Denied);
    }

    private RefusalCommit Refusal(PipelineStores store, string run, string key) => new()
    {
        RunId = run,
        Events = [Event(store, "policy.decided")],
        Claim = new ClaimRecord
        {
            RunId = run, ClaimKey = key, Digest = "d", State = ClaimState.Denied, CallId = NewId("call"), Attempt = 0, Outcome = new ClaimOutcome("policy_denied", "no", ["p1", "p2"], 0),
        },
    };
}
