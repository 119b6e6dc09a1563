using Enterprise.Governance.Policies;

namespace Enterprise.Governance.Conformance;

public abstract partial class PipelineStoreConformance
{
    [Fact]
    public async Task Approval_ReadBack_IsTheSame()
    {
        PipelineStores store = await OpenAsync(), other = await OpenAsync();
        string run = await NewRunAsync(store);
        ApprovalRecord asked = Approval(run, "k:ключ") with
        {
            Org = "sales", Tool = "mcp:gmail", Args = "{\"to\":\"ünï 'x'\"}"u8.ToArray(), Rules = [new PolicyRuleReference("r1", "aa"), new PolicyRuleReference("r\"2", "bb")],
        };

        await store.Pipeline.RequestApprovalAsync(asked, [Event(store, "approval.requested")], null, default);

        ApprovalRecord read = (await other.Approvals.GetAsync(asked.ApprovalId, default))!;
        read.Should().BeEquivalentTo(asked, static o => o.Excluding(static a => a.Args));
        read.Args.ToArray().Should().Equal(asked.Args.ToArray());
        (await other.Approvals.GetAsync("nothing", default)).Should().BeNull();
    }

    [Fact]
    public async Task Approvals_List_NewestFirstWithinTheQuery()
    {
        PipelineStores store = await OpenAsync();
        string first = await NewRunAsync(store), second = await NewRunAsync(store);
        List<string> ids = [];
        for (int i = 0; i < 6; i++)
        {
            ApprovalRecord asked = Approval(i % 2 == 0 ? first : second, $"k:{i}") with { Tenant = i == 5 ? "other" : "acme" };
            ids.Add((await store.Pipeline.RequestApprovalAsync(asked, [], null, default)).ApprovalId);
            Clock.Advance(TimeSpan.FromSeconds(1));
        }

        await store.Approvals.DecideAsync(ids[2], ApprovalState.Denied, "bob", "not now", Event(store, "approval.decided"), default);

        (await ListAsync(new ApprovalQuery("acme"))).Should().Equal(ids[4], ids[3], ids[2], ids[1], ids[0]);
        (await ListAsync(new ApprovalQuery("acme") { Limit = 2 })).Should().Equal(ids[4], ids[3]);
        (await ListAsync(new ApprovalQuery("acme") { RunId = first })).Should().Equal(ids[4], ids[2], ids[0]);
        (await ListAsync(new ApprovalQuery("acme") { State = ApprovalState.Pending, RunId = first })).Should().Equal(ids[4], ids[0]);
        (await ListAsync(new ApprovalQuery("acme") { State = ApprovalState.Denied })).Should().Equal(ids[2]);
        (await ListAsync(new ApprovalQuery(null))).Should().Equal(ids[5], ids[4], ids[3], ids[2], ids[1], ids[0]);
        (await ListAsync(new ApprovalQuery("nobody"))).Should().BeEmpty();
        Clock.Advance(TimeSpan.FromHours(1));
        (await ListAsync(new ApprovalQuery("acme") { State = ApprovalState.Expired })).Should().Equal(ids[4], ids[3], ids[1], ids[0]);

        async Task<IEnumerable<string>> ListAsync(ApprovalQuery query) => (await store.Approvals.ListAsync(query, default)).Select(static a => a.ApprovalId);
    }

    [Fact]
    public async Task Decide_KeepsWhoWhyAndWhen()
    {
        PipelineStores store = await OpenAsync();
        string run = await NewRunAsync(store);
        string approval = (await store.Pipeline.RequestApprovalAsync(Approval(run, "k:1"), [], null, default)).ApprovalId;
        Clock.Advance(TimeSpan.FromMinutes(1));

        ApprovalDecisionResult decided = await store.Approvals.DecideAsync(approval, ApprovalState.Denied, "bob", "not now", Event(store, "approval.decided"), default);
        ApprovalDecisionResult unknown = await store.Approvals.DecideAsync("nothing", ApprovalState.Denied, "bob", null, Event(store, "approval.decided"), default);

        (decided.Status, unknown.Status, unknown.Approval).Should().Be((ApprovalDecisionStatus.Decided, ApprovalDecisionStatus.NotFound, null));
        ApprovalRecord read = (await store.Approvals.GetAsync(approval, default))!;
        (read.State, read.DecidedBy, read.Reason, read.UpdatedAt).Should().Be((ApprovalState.Denied, "bob", "not now", Clock.GetUtcNow()));
        decided.Approval.Should().BeEquivalentTo(read, static o => o.Excluding(static a => a.Args));
    }

    [Fact]
    public async Task Decide_OneOfTwo_LeavesTheRunWaiting()
    {
        PipelineStores store = await OpenAsync();
        string run = await NewRunAsync(store);
        string first = (await store.Pipeline.RequestApprovalAsync(Approval(run, "k:1"), [], null, default)).ApprovalId;
        string second = (await store.Pipeline.RequestApprovalAsync(Approval(run, "k:2"), [], null, default)).ApprovalId;

        await store.Approvals.DecideAsync(first, ApprovalState.Approved, "bob", null, Event(store, "approval.decided"), default);
        RunState between = (await store.Runs.GetAsync(run, default))!.State;
        await store.Pipeline.StartAsync(Start(store, run, "k:1", first), default);
        RunState started = (await store.Runs.GetAsync(run, default))!.State;
        await store.Approvals.DecideAsync(second, ApprovalState.Denied, "bob", null, Event(store, "approval.decided"), default);

        (between, started, (await store.Runs.GetAsync(run, default))!.State).Should().Be((RunState.WaitingApproval, RunState.WaitingApproval, RunState.Running));
    }

    [Fact]
    public async Task Decide_RunEnded_StoresNothing()
    {
        PipelineStores store = await OpenAsync();
        string run = await NewRunAsync(store);
        string approval = (await store.Pipeline.RequestApprovalAsync(Approval(run, "k:1"), [], null, default)).ApprovalId;
        await store.Runs.TransitionAsync(run, RunState.Cancelled, [Event(store, "run.cancelled")], null, default);

        (await store.Approvals.DecideAsync(approval, ApprovalState.Approved, "bob", null, Event(store, "approval.decided"), default)).Status.Should().Be(ApprovalDecisionStatus.RunEnded);

        (await EventsAsync(store, run)).Should().Equal("run.started", "run.cancelled");
        (await store.Approvals.GetAsync(approval, default))!.State.Should().Be(ApprovalState.Pending);
    }

    [Fact]
    public async Task RequestApproval_AfterADecision_AsksAnew()
    {
        PipelineStores store = await OpenAsync();
        string run = await NewRunAsync(store);
        string first = (await store.Pipeline.RequestApprovalAsync(Approval(run, "k:1"), [], null, default)).ApprovalId;
        await store.Approvals.DecideAsync(first, ApprovalState.Denied, "bob", null, Event(store, "approval.decided"), default);
        Clock.Advance(TimeSpan.FromSeconds(1));

        string second = (await store.Pipeline.RequestApprovalAsync(Approval(run, "k:1"), [], null, default)).ApprovalId;

        second.Should().NotBe(first);
        (await store.Pipeline.FindAsync(run, "k:1", default))!.Approval!.ApprovalId.Should().Be(second, "the latest counts");
        (await store.Runs.GetAsync(run, default))!.State.Should().Be(RunState.WaitingApproval);
    }

    [Fact]
    public async Task Heartbeat_KeepsClaimAndHoldAlive()
    {
        PipelineStores store = await OpenAsync();
        string run = await NewRunAsync(store);
        StartedCommit started = Start(store, run, "k:1");
        await store.Pipeline.StartAsync(started, default);
        Clock.Advance(Heartbeat / 2);
        bool beat = await store.Pipeline.HeartbeatAsync(run, "k:1", started.Hold.Call.Key, Heartbeat, default);
        Clock.Advance(Heartbeat / 2);
        bool alive = !(await store.Pipeline.FindAsync(run, "k:1", default))!.Claim!.IsStale;
        Clock.Advance(Heartbeat / 2);
        bool dead = (await store.Pipeline.FindAsync(run, "k:1", default))!.Claim!.IsStale;
        bool another = await store.Pipeline.HeartbeatAsync(run, "k:1", started.Hold.Call.Key with { CallId = "another" }, Heartbeat, default);
        await store.Pipeline.FinishAsync(Finish(store, started), default);
        bool late = await store.Pipeline.HeartbeatAsync(run, "k:1", started.Hold.Call.Key, Heartbeat, default);

        (beat, alive, dead, another, late).Should().Be((true, true, true, false, false));
    }
}
