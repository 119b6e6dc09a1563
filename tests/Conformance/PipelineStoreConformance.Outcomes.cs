using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Conformance;

public abstract partial class PipelineStoreConformance
{
    [Fact]
    public async Task Finish_BySupersededAttempt_StoresTheChargeAlone()
    {
        PipelineStores store = await OpenAsync();
        string run = await NewRunAsync(store);
        StartedCommit first = Start(store, run, "k:1");
        await store.Pipeline.StartAsync(first, default);
        Clock.Advance(Heartbeat);
        StartedCommit second = Start(store, run, "k:1") with { TakesOver = first.Claim.CallId };
        await store.Pipeline.StartAsync(second, default);

        OutcomeResult late = await store.Pipeline.FinishAsync(Finish(store, first), default);
        OutcomeResult current = await store.Pipeline.FinishAsync(Finish(store, second), default);

        (late.Closed, current.Closed).Should().Be((false, true));
        (await EventsAsync(store, run)).Should().Equal("run.started", "action.started", "action.started", "action.completed");
        RunUsage usage = await store.Costs.GetRunUsageAsync("acme", run, default);
        (usage.ToolCalls, usage.HeldToolCalls).Should().Be((2, 0));
    }

    [Fact]
    public async Task Commits_UnderALostLease_StoreNothing()
    {
        PipelineStores one = await OpenAsync(), two = await OpenAsync();
        string run = await NewRunAsync(one);
        RunLease lost = (await one.Runs.AcquireLeaseAsync(run, "one", Heartbeat, default))!;
        StartedCommit running = Start(one, run, "k:1") with { FencingToken = lost.FencingToken };
        await one.Pipeline.StartAsync(running, default);
        (await two.Runs.AcquireLeaseAsync(run, "two", Heartbeat, default)).Should().BeNull();
        Clock.Advance(Heartbeat);
        RunLease held = (await two.Runs.AcquireLeaseAsync(run, "two", Heartbeat, default))!;

        await ShouldBeLostAsync(() => one.Pipeline.StartAsync(Start(one, run, "k:2") with { FencingToken = lost.FencingToken }, default).AsTask());
        await ShouldBeLostAsync(() => one.Pipeline.FinishAsync(Finish(one, running) with { FencingToken = lost.FencingToken }, default).AsTask());
        await ShouldBeLostAsync(() => one.Runs.TransitionAsync(run, RunState.Completed, [], lost.FencingToken, default).AsTask());

        held.FencingToken.Should().BeGreaterThan(lost.FencingToken);
        (await one.Runs.RenewLeaseAsync(run, lost.FencingToken, Heartbeat, default)).Should().BeFalse();
        await one.Runs.ReleaseLeaseAsync(run, lost.FencingToken, default);
        (await one.Runs.AcquireLeaseAsync(run, "three", Heartbeat, default)).Should().BeNull("giving back a lost lease frees nothing");
        (await EventsAsync(one, run)).Should().Equal("run.started", "action.started");
    }

    [Fact]
    public async Task Doubt_OfADeadClaimFromTwoProcesses_IsToldOnce()
    {
        PipelineStores one = await OpenAsync(), two = await OpenAsync();
        string run = await NewRunAsync(one);
        await one.Pipeline.StartAsync(Start(one, run, "k:1"), default);
        ClaimRecord alive = (await one.Pipeline.FindAsync(run, "k:1", default))!.Claim!;
        Clock.Advance(Heartbeat);
        ClaimRecord dead = (await one.Pipeline.FindAsync(run, "k:1", default))!.Claim!;

        bool[] doubted = await Task.WhenAll(new[] { one, two }.Select(store => Task.Run(async () =>
            await store.Pipeline.DoubtAsync(dead, [Event(store, "action.in_doubt")], default))));

        (alive.IsStale, dead.IsStale).Should().Be((false, true));
        doubted.Should().BeEquivalentTo([true, false]);
        (await EventsAsync(one, run)).Should().Equal("run.started", "action.started", "action.in_doubt");
    }

    [Fact]
    public async Task RequestApproval_FromTwoProcesses_AsksOnce()
    {
        PipelineStores one = await OpenAsync(), two = await OpenAsync();
        string run = await NewRunAsync(one);

        ApprovalRecord[] asked = await Task.WhenAll(new[] { one, two }.Select(store => Task.Run(async () =>
            await store.Pipeline.RequestApprovalAsync(Approval(run, "k:1"), [Event(store, "approval.requested")], null, default))));

        asked[0].ApprovalId.Should().Be(asked[1].ApprovalId);
        (await EventsAsync(one, run)).Should().Equal("run.started", "approval.requested");
    }

    [Fact]
    public async Task Decide_ManyFromTwoProcesses_TheFirstStands()
    {
        PipelineStores one = await OpenAsync(), two = await OpenAsync();
        string run = await NewRunAsync(one);
        string approval = (await one.Pipeline.RequestApprovalAsync(Approval(run, "k:1"), [], null, default)).ApprovalId;

        ApprovalDecisionResult[] decided = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(async () => await (i % 2 == 0 ? one : two).Approvals.DecideAsync(
            approval, i % 3 == 0 ? ApprovalState.Approved : ApprovalState.Denied, $"user-{i}", null, Event(one, "approval.decided"), default))));

        decided.Count(static result => result.Status == ApprovalDecisionStatus.Decided).Should().Be(1);
        decided.Select(static result => result.Approval!.DecidedBy).Distinct().Should().ContainSingle();
        (await EventsAsync(one, run)).Should().Equal("run.started", "approval.decided");
        (await one.Runs.GetAsync(run, default))!.State.Should().Be(RunState.Running);
    }

    [Fact]
    public async Task Approval_Lapsed_IsExpiredEverywhereAndToldOnce()
    {
        PipelineStores store = await OpenAsync();
        string run = await NewRunAsync(store);
        string approval = (await store.Pipeline.RequestApprovalAsync(Approval(run, "k:1"), [], null, default)).ApprovalId;
        Clock.Advance(TimeSpan.FromHours(1));

        (await store.Approvals.GetAsync(approval, default))!.State.Should().Be(ApprovalState.Expired);
        (await store.Approvals.ListAsync(new ApprovalQuery("acme") { State = ApprovalState.Pending }, default)).Should().BeEmpty();
        (await store.Approvals.DecideAsync(approval, ApprovalState.Approved, "bob", null, Event(store, "approval.decided"), default)).Status.Should().Be(ApprovalDecisionStatus.AlreadyDecided);
        for (int i = 0; i < 2; i++)
            await store.Pipeline.RefuseAsync(new RefusalCommit { RunId = run, Events = [Event(store, "approval.decided")], ExpiredApprovalId = approval }, default);

        (await EventsAsync(store, run)).Should().Equal("run.started", "approval.decided");
        (await store.Runs.GetAsync(run, default))!.State.Should().Be(RunState.Running, "nothing is waited for any more");
    }

    private static Task ShouldBeLostAsync(Func<Task> commit) =>
        FluentActions.Awaiting(commit).Should().ThrowAsync<GovernanceException>().Where(static e => e.Code == "run_lease_lost");

    private string NewId(string prefix) => $"{prefix}-{Interlocked.Increment(ref _ids)}";

    private static PreparedEvent Event(PipelineStores store, string type) => store.Sealer.Prepare(LedgerEvent.Create(type, "{}"u8.ToArray()));

    private async Task<string> NewRunAsync(PipelineStores store)
    {
        DateTimeOffset now = Clock.GetUtcNow();
        RunRecord run = new()
        {
            RunId = NewId("run"), Scope = new GovernanceScope("acme", "sales", "ann", []), State = RunState.Running, Title = null, Tags = [], CreatedAt = now, UpdatedAt = now, Salt = new byte[32],
        };
        PreparedEvent started = store.Sealer.Prepare(LedgerEvent.Create("run.started", """{"tenant":"acme","org":"sales","user":"ann"}"""u8.ToArray()));
        (await store.Runs.CreateAsync(run, started, default)).Should().BeTrue();
        return run.RunId;
    }

    private StartedCommit Start(PipelineStores store, string run, string key, string? approval = null, long? maxToolCalls = null)
    {
        ClaimRecord claim = new() { RunId = run, ClaimKey = key, Digest = "d", State = ClaimState.Running, CallId = NewId("call"), Attempt = 1, ApprovalId = approval };
        CostCall call = new(run, claim.CallId, new GovernanceScope("acme", "sales", "ann", []), CostCallKind.Tool);
        return new StartedCommit
        {
            Claim = claim,
            HeartbeatLifetime = Heartbeat,
            Hold = new CostHold(call, 1, 0, CostLimits.Unlimited with { MaxToolCalls = maxToolCalls }, [], TimeSpan.FromHours(1)),
            Events = [Event(store, "action.started")],
            RefusedEvents = _ => [Event(store, "budget.exceeded")],
        };
    }

    private static OutcomeCommit Finish(PipelineStores store, StartedCommit started) => new()
    {
        RunId = started.Claim.RunId,
        ClaimKey = started.Claim.ClaimKey,
        CallId = started.Claim.CallId,
        State = ClaimState.Completed,
        KeepsClaim = true,
        Outcome = new ClaimOutcome(null, null, [], 1),
        Result = "1"u8.ToArray(),
        Settlement = new CostSettlement(started.Hold.Call, 1),
        Call = started.Hold.Call.Key,
        Events = [Event(store, "action.completed")],
    };

    private ApprovalRecord Approval(string run, string key) => new()
    {
        ApprovalId = NewId("approval"), RunId = run, Tenant = "acme", ClaimKey = key, Digest = "d", Action = "a", Args = "{}"u8.ToArray(), State = ApprovalState.Pending, RequestedBy = "ann",
        CreatedAt = Clock.GetUtcNow(), ExpiresAt = Clock.GetUtcNow().AddHours(1), UpdatedAt = Clock.GetUtcNow(),
    };

    private async Task<string> ApprovedAsync(PipelineStores store, string run)
    {
        ApprovalRecord approval = await store.Pipeline.RequestApprovalAsync(Approval(run, NewId("k:approved")), [], null, default);
        await store.Approvals.DecideAsync(approval.ApprovalId, ApprovalState.Approved, "bob", null, Event(store, "approval.decided"), default);
        return approval.ApprovalId;
    }

    private static async Task<List<string>> EventsAsync(PipelineStores store, string run)
    {
        await using ILedgerSnapshot snapshot = await store.Ledger.OpenSnapshotAsync(default);
        List<string> types = [];
        await foreach (StoredEvent row in snapshot.ReadEventsAsync(run, 1, default))
            types.Add(row.Type);
        return types;
    }
}
