using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Ledger;
using Microsoft.Extensions.Time.Testing;

namespace Enterprise.Governance.Conformance;

/// <summary>What every <see cref="IPipelineStore"/>, with its <see cref="IRunStore"/> and <see cref="IApprovalStore"/>, promises. A store's tests derive from this and open it.</summary>
public abstract partial class PipelineStoreConformance : IAsyncLifetime
{
    protected static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(60);

    private int _ids;

    protected FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 22, 19, 0, 0, TimeSpan.Zero));

    private static AuditKey OldKey { get; } = new("k0", "a-test-secret-of-at-least-32-bytes!");

    /// <summary>Opens the stores once more, as another process would; the first call creates them. The sealer has the keys of <see cref="LiveAuditKeys"/>, which are registered.</summary>
    protected abstract ValueTask<PipelineStores> OpenAsync(IAuditKeyProvider keys);

    private ValueTask<PipelineStores> OpenAsync() => OpenAsync(new AuditKeyRing(OldKey));

    public virtual ValueTask InitializeAsync() => default;

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return default;
    }

    [Fact]
    public async Task Start_ManyOfOneCallFromThreeProcesses_OneWins()
    {
        PipelineStores[] processes = [await OpenAsync(), await OpenAsync(), await OpenAsync()];
        string run = await NewRunAsync(processes[0]);

        StartedResult[] results = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => Task.Run(async () =>
            await processes[i % 3].Pipeline.StartAsync(Start(processes[i % 3], run, "k:1"), default))));

        results.Count(static result => result.Status == StartedStatus.Started).Should().Be(1);
        results.Count(static result => result.Status == StartedStatus.ClaimStands).Should().Be(59);
        (await EventsAsync(processes[0], run)).Should().Equal("run.started", "action.started");
        (await processes[0].Costs.GetRunUsageAsync("acme", run, default)).HeldToolCalls.Should().Be(1);
    }

    [Fact]
    public async Task Start_OneGrantForTwoCalls_ServesOne()
    {
        PipelineStores one = await OpenAsync(), two = await OpenAsync();
        string run = await NewRunAsync(one);
        string approval = await ApprovedAsync(one, run);

        StartedResult[] results = await Task.WhenAll(
            Task.Run(async () => await one.Pipeline.StartAsync(Start(one, run, "k:1", approval), default)),
            Task.Run(async () => await two.Pipeline.StartAsync(Start(two, run, "k:2", approval), default)));

        results.Select(static result => result.Status).Should().BeEquivalentTo([StartedStatus.Started, StartedStatus.GrantGone]);
        CallState first = (await one.Pipeline.FindAsync(run, "k:1", default))!, second = (await one.Pipeline.FindAsync(run, "k:2", default))!;
        new[] { first.Claim, second.Claim }.Count(static claim => claim is not null).Should().Be(1, "of the other nothing stays, not even its claim");
        (await one.Costs.GetRunUsageAsync("acme", run, default)).HeldToolCalls.Should().Be(1);
    }

    [Fact]
    public async Task Start_PendingGrant_IsGoneAndStoresNothing()
    {
        PipelineStores store = await OpenAsync();
        string run = await NewRunAsync(store);
        ApprovalRecord pending = await store.Pipeline.RequestApprovalAsync(Approval(run, "k:1"), [Event(store, "approval.requested")], null, default);

        (await store.Pipeline.StartAsync(Start(store, run, "k:1", pending.ApprovalId), default)).Status.Should().Be(StartedStatus.GrantGone);

        (await EventsAsync(store, run)).Should().Equal("run.started", "approval.requested");
        (await store.Runs.GetAsync(run, default))!.State.Should().Be(RunState.WaitingApproval);
    }

    [Fact]
    public async Task Start_BudgetRefuses_LeavesNothingButItsEvents()
    {
        PipelineStores store = await OpenAsync();
        string run = await NewRunAsync(store);
        string approval = await ApprovedAsync(store, run);

        StartedResult refused = await store.Pipeline.StartAsync(Start(store, run, "k:1", approval, maxToolCalls: 0), default);

        refused.Status.Should().Be(StartedStatus.BudgetExceeded);
        (await store.Pipeline.FindAsync(run, "k:1", default))!.Claim.Should().BeNull();
        (await store.Approvals.GetAsync(approval, default))!.UsedBy.Should().BeNull();
        (await EventsAsync(store, run)).Should().EndWith("budget.exceeded").And.NotContain("action.started");
    }

    [Fact]
    public async Task Start_ClaimStandsAndBudgetIsSpent_SaysThatTheClaimStands()
    {
        PipelineStores store = await OpenAsync();
        string run = await NewRunAsync(store);
        await store.Pipeline.StartAsync(Start(store, run, "k:1", maxToolCalls: 1), default);

        (await store.Pipeline.StartAsync(Start(store, run, "k:1", maxToolCalls: 1), default)).Status.Should().Be(StartedStatus.ClaimStands);

        (await EventsAsync(store, run)).Should().Equal("run.started", "action.started");
    }

    [Fact]
    public async Task Start_TakingOverAnAttemptThatLives_TouchesNothing()
    {
        PipelineStores store = await OpenAsync();
        string run = await NewRunAsync(store);
        StartedCommit first = Start(store, run, "k:1", maxToolCalls: 1);
        await store.Pipeline.StartAsync(first, default);

        StartedResult result = await store.Pipeline.StartAsync(Start(store, run, "k:1", maxToolCalls: 0) with { TakesOver = first.Claim.CallId }, default);

        result.Status.Should().Be(StartedStatus.ClaimStands);
        (await store.Costs.GetRunUsageAsync("acme", run, default)).HeldToolCalls.Should().Be(1, "the living attempt keeps its hold");
    }

    [Fact]
    public async Task Start_TwoTakeOversOfOneDeadAttempt_OneWins()
    {
        PipelineStores one = await OpenAsync(), two = await OpenAsync();
        string run = await NewRunAsync(one);
        StartedCommit first = Start(one, run, "k:1");
        await one.Pipeline.StartAsync(first, default);
        Clock.Advance(Heartbeat);

        StartedResult[] results = await Task.WhenAll(new[] { one, two }.Select(store => Task.Run(async () =>
            await store.Pipeline.StartAsync(Start(store, run, "k:1") with { TakesOver = first.Claim.CallId }, default))));

        results.Select(static result => result.Status).Should().BeEquivalentTo([StartedStatus.Started, StartedStatus.ClaimStands]);
        (await one.Costs.GetRunUsageAsync("acme", run, default)).HeldToolCalls.Should().Be(1);
    }

    [Fact]
    public async Task Start_RunEnded_StoresNothing()
    {
        PipelineStores store = await OpenAsync();
        string run = await NewRunAsync(store);
        await store.Runs.TransitionAsync(run, RunState.Completed, [Event(store, "run.completed")], null, default);

        (await store.Pipeline.StartAsync(Start(store, run, "k:1"), default)).Status.Should().Be(StartedStatus.RunEnded);
        await FluentActions.Awaiting(() => store.Pipeline.RequestApprovalAsync(Approval(run, "k:1"), [Event(store, "approval.requested")], null, default).AsTask())
            .Should().ThrowAsync<GovernanceException>().Where(static e => e.Code == "run_ended");

        (await EventsAsync(store, run)).Should().Equal("run.started", "run.completed");
        (await store.Runs.GetAsync(run, default))!.State.Should().Be(RunState.Completed);
    }
}
