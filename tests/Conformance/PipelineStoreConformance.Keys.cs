using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Conformance;

public abstract partial class PipelineStoreConformance
{
    private static AuditKey NewKey { get; } = new("k1", "another-test-secret-of-over-32-bytes", AuditKeyAlgorithm.HmacSha256);

    [Theory]
    [InlineData("start", "action.started")]
    [InlineData("finish", "action.completed")]
    [InlineData("llm", "llm.called")]
    [InlineData("request", "approval.requested")]
    [InlineData("decide", "approval.decided")]
    [InlineData("refuse", "policy.decided")]
    [InlineData("end", "run.completed")]
    public async Task Commit_RunWasContinuedWithANewerKey_AsksTheProviderAndHappensOnce(string commit, string type)
    {
        SwitchableKeys keys = new(new AuditKeyRing(OldKey));
        PipelineStores behind = await OpenAsync(keys);
        string run = await NewRunAsync(behind);
        StartedCommit running = Start(behind, run, "k:1");
        await behind.Pipeline.StartAsync(running, default);
        ApprovalRecord asked = await behind.Pipeline.RequestApprovalAsync(Approval(run, "k:2"), [], null, default);
        await ContinueAsync(await OpenAsync(new AuditKeyRing(NewKey, OldKey)), run);
        int before = (await EventsAsync(behind, run)).Count;
        keys.Ring = new AuditKeyRing(OldKey, NewKey);

        await CommitAsync();

        List<StoredEvent> rows = await RowsAsync(behind, run);
        rows.Skip(before).Select(static row => (row.Type, row.Kid)).Should().Equal((type, "k1"));
        keys.Asked.Should().Be(2, "to open, and for the newer key");
        RunUsage usage = await behind.Costs.GetRunUsageAsync("acme", run, default);
        (usage.ToolCalls, usage.HeldToolCalls).Should().Be(commit switch { "start" => (0, 2), "finish" => (1, 0), _ => (0, 1) });

        async Task CommitAsync()
        {
            switch (commit)
            {
                case "start":
                    (await behind.Pipeline.StartAsync(Start(behind, run, "k:3"), default)).Status.Should().Be(StartedStatus.Started);
                    break;
                case "finish":
                    OutcomeResult finished = await behind.Pipeline.FinishAsync(Finish(behind, running), default);
                    (finished.Closed, finished.Charge!.IsRepeat).Should().Be((true, false), "what the refused attempt had charged was undone");
                    break;
                case "llm":
                    CostCallKey call = running.Hold.Call.Key with { CallId = NewId("call") };
                    await behind.Pipeline.FinishLlmAsync(run, new LlmCommit { Call = call, Events = _ => [Event(behind, type)] }, default);
                    break;
                case "request":
                    (await behind.Pipeline.RequestApprovalAsync(Approval(run, "k:3"), [Event(behind, type)], null, default)).State.Should().Be(ApprovalState.Pending);
                    break;
                case "decide":
                    (await behind.Approvals.DecideAsync(asked.ApprovalId, ApprovalState.Approved, "bob", null, Event(behind, type), default)).Status.Should().Be(ApprovalDecisionStatus.Decided);
                    break;
                case "refuse":
                    (await behind.Pipeline.RefuseAsync(new RefusalCommit { RunId = run, Events = [Event(behind, type)] }, default)).Should().Be(RefusalStatus.Stored);
                    break;
                default:
                    (await behind.Runs.TransitionAsync(run, RunState.Completed, [Event(behind, type)], null, default)).Changed.Should().BeTrue();
                    break;
            }
        }
    }

    [Fact]
    public async Task Commit_ProviderDoesNotHaveTheNewerKey_FailsAndStoresNothing()
    {
        SwitchableKeys keys = new(new AuditKeyRing(OldKey));
        PipelineStores behind = await OpenAsync(keys);
        string run = await NewRunAsync(behind);
        await ContinueAsync(await OpenAsync(new AuditKeyRing(NewKey, OldKey)), run);

        (await FluentActions.Awaiting(() => behind.Pipeline.StartAsync(Start(behind, run, "k:1"), default).AsTask()).Should().ThrowAsync<LedgerException>())
            .Which.Code.Should().Be("audit_key_behind");

        keys.Asked.Should().Be(2);
        (await behind.Pipeline.FindAsync(run, "k:1", default))!.Claim.Should().BeNull();
        (await behind.Costs.GetRunUsageAsync("acme", run, default)).HeldToolCalls.Should().Be(0);
    }

    [Fact]
    public async Task Commit_CancelledWhileKeysAreAskedFor_StoresNothing()
    {
        SwitchableKeys keys = new(new AuditKeyRing(OldKey));
        PipelineStores behind = await OpenAsync(keys);
        string run = await NewRunAsync(behind);
        await ContinueAsync(await OpenAsync(new AuditKeyRing(NewKey, OldKey)), run);
        using CancellationTokenSource source = new();
        TaskCompletionSource answer = new();
        (keys.Ring, keys.Open, keys.OnAsk) = (new AuditKeyRing(OldKey, NewKey), answer.Task, source.Cancel);

        (await FluentActions.Awaiting(() => behind.Pipeline.StartAsync(Start(behind, run, "k:1"), source.Token).AsTask()).Should().ThrowAsync<OperationCanceledException>())
            .Which.CancellationToken.Should().Be(source.Token);

        keys.OnAsk = null;
        answer.SetResult();
        (await EventsAsync(behind, run)).Should().Equal("run.started", "note");
        (await behind.Pipeline.FindAsync(run, "k:1", default))!.Claim.Should().BeNull();
        (await behind.Pipeline.StartAsync(Start(behind, run, "k:1"), default)).Status.Should().Be(StartedStatus.Started);
    }

    [Fact]
    public async Task Commit_LeaseIsLostWhileKeysAreAskedFor_IsRefused()
    {
        SwitchableKeys keys = new(new AuditKeyRing(OldKey));
        PipelineStores behind = await OpenAsync(keys), other = await OpenAsync(new AuditKeyRing(NewKey, OldKey));
        string run = await NewRunAsync(behind);
        RunLease lease = (await behind.Runs.AcquireLeaseAsync(run, "one", Heartbeat, default))!;
        await ContinueAsync(other, run);
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously), answer = new();
        (keys.Ring, keys.Open, keys.OnAsk) = (new AuditKeyRing(OldKey, NewKey), answer.Task, () => asked.TrySetResult());

        Task<StartedResult> late = behind.Pipeline.StartAsync(Start(behind, run, "k:1") with { FencingToken = lease.FencingToken }, default).AsTask();
        await asked.Task;
        Clock.Advance(Heartbeat);
        (await other.Runs.AcquireLeaseAsync(run, "two", Heartbeat, default)).Should().NotBeNull();
        answer.SetResult();

        await ShouldBeLostAsync(() => late);
        (await EventsAsync(behind, run)).Should().Equal("run.started", "note");
    }

    [Fact]
    public async Task Commits_OfManyRunsAtOnceDuringARotation_AllHappenOnce()
    {
        SwitchableKeys keys = new(new AuditKeyRing(OldKey));
        PipelineStores behind = await OpenAsync(keys), ahead = await OpenAsync(new AuditKeyRing(NewKey, OldKey));
        string[] runs = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => NewRunAsync(behind)));
        foreach (string run in runs.Take(6))
            await ContinueAsync(ahead, run);
        keys.Ring = new AuditKeyRing(OldKey, NewKey);

        StartedResult[] results = await Task.WhenAll(runs.SelectMany(run => Enumerable.Range(0, 4).Select(i => Task.Run(async () => await behind.Pipeline.StartAsync(Start(behind, run, $"k:{i}"), default)))));

        results.Should().OnlyContain(static result => result.Status == StartedStatus.Started);
        foreach (string run in runs)
        {
            (await EventsAsync(behind, run)).Count(static type => type == "action.started").Should().Be(4);
            (await behind.Costs.GetRunUsageAsync("acme", run, default)).HeldToolCalls.Should().Be(4);
        }
    }

    private static async Task ContinueAsync(PipelineStores store, string run) =>
        await store.Ledger.AppendAsync(new AppendRequest(run, [Event(store, "note")], null, null, null), store.Sealer, default);

    private static async Task<List<StoredEvent>> RowsAsync(PipelineStores store, string run)
    {
        await using ILedgerSnapshot snapshot = await store.Ledger.OpenSnapshotAsync(default);
        return await snapshot.ReadEventsAsync(run, 1, default).ToListAsync();
    }
}
