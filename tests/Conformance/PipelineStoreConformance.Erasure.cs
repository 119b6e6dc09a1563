using System.Text;
using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Conformance;

public abstract partial class PipelineStoreConformance
{
    [Fact]
    public async Task Erase_EndedRun_TakesWhatIsErasableAndNothingElse()
    {
        PipelineStores store = await OpenAsync(), elsewhere = await OpenAsync();
        string run = await NewRunAsync(store), other = await NewRunAsync(store);
        string approval = await CarryOutPersonallyAsync(store, run), kept = await CarryOutPersonallyAsync(store, other);
        await store.Runs.TransitionAsync(run, RunState.Cancelled, [Event(store, "run.cancelled")], null, default);
        await store.Runs.TransitionAsync(other, RunState.Completed, [], null, default);
        List<string> before = await EventsAsync(store, run);

        RunErasure erased = await store.Pipeline.EraseAsync("acme", run, default), again = await elsewhere.Pipeline.EraseAsync("acme", run, default);

        (erased, again).Should().Be((new RunErasure(RunErasureStatus.Erased, 2, 1, 1), new RunErasure(RunErasureStatus.Erased)));
        (await ValuesAsync(elsewhere, run), (await elsewhere.Runs.GetAsync(run, default))!.Salt.Length).Should().Be((0, 0));
        ApprovalRecord asked = (await elsewhere.Approvals.GetAsync(approval, default))!;
        (asked.Args.IsEmpty, asked.State, asked.DecidedBy).Should().Be((true, ApprovalState.Approved, "bob"));
        ClaimRecord claim = (await elsewhere.Pipeline.FindAsync(run, "k:1", default))!.Claim!;
        (claim.State, claim.IsErased, claim.Result.IsEmpty, claim.Outcome!.CostUnits).Should().Be((ClaimState.Completed, true, true, 1));
        (await EventsAsync(elsewhere, run)).Should().Equal(before, "the chain is append-only");
        VerifyReport report = await VerifyAsync(elsewhere, run);
        (report.Status, report.Redacted[0].Path, report.Redacted[1].Path, report.RedactedCount).Should().Be((VerifyStatus.Intact, "/args", "/result", 2));

        (await ValuesAsync(store, other), (await store.Runs.GetAsync(other, default))!.Salt.Length, (await store.Approvals.GetAsync(kept, default))!.Args.IsEmpty).Should().Be((2, 32, false));
        ClaimRecord untouched = (await store.Pipeline.FindAsync(other, "k:1", default))!.Claim!;
        (untouched.IsErased, untouched.Result.Length).Should().Be((false, 1));
    }

    [Fact]
    public async Task Erase_RunOfAnotherTenantOrThatHasNotEnded_ChangesNothing()
    {
        PipelineStores store = await OpenAsync();
        string run = await NewRunAsync(store);
        string approval = await CarryOutPersonallyAsync(store, run);

        (await store.Pipeline.EraseAsync("acme", run, default)).Should().Be(new RunErasure(RunErasureStatus.RunNotEnded));
        await store.Runs.TransitionAsync(run, RunState.Completed, [], null, default);
        (await store.Pipeline.EraseAsync("Acme", run, default)).Should().Be(new RunErasure(RunErasureStatus.NotFound));
        (await store.Pipeline.EraseAsync("acme", "unknown", default)).Should().Be(new RunErasure(RunErasureStatus.NotFound));

        (await ValuesAsync(store, run), (await store.Runs.GetAsync(run, default))!.Salt.Length, (await store.Approvals.GetAsync(approval, default))!.Args.IsEmpty).Should().Be((2, 32, false));
        (await store.Pipeline.FindAsync(run, "k:1", default))!.Claim!.Result.IsEmpty.Should().BeFalse();
    }

    [Fact]
    public async Task Finish_AfterErasure_StoresOutcomeAndChargeAndNothingErasable()
    {
        PipelineStores store = await OpenAsync(), elsewhere = await OpenAsync();
        string run = await NewRunAsync(store);
        StartedCommit started = Start(store, run, "k:1");
        await store.Pipeline.StartAsync(started, default);
        await store.Runs.TransitionAsync(run, RunState.Cancelled, [], null, default);
        await elsewhere.Pipeline.EraseAsync("acme", run, default);

        OutcomeResult late = await store.Pipeline.FinishAsync(Finish(store, started) with { Events = [Personal(store, "action.completed", "result")] }, default);

        late.Closed.Should().BeTrue();
        ClaimRecord claim = (await store.Pipeline.FindAsync(run, "k:1", default))!.Claim!;
        (claim.State, claim.IsErased, claim.Result.IsEmpty).Should().Be((ClaimState.Completed, true, true));
        (await EventsAsync(store, run)).Should().Equal("run.started", "action.started", "action.completed");
        (await ValuesAsync(store, run)).Should().Be(0);
        VerifyReport report = await VerifyAsync(store, run);
        (report.Status, report.Redacted.Single()).Should().Be((VerifyStatus.Intact, new RedactedValue(3, "/result")));
        (await store.Costs.GetRunUsageAsync("acme", run, default)).ToolCalls.Should().Be(1);
    }

    [Fact]
    public async Task FinishLlm_AfterErasure_ChargesAndStoresNothingErasable()
    {
        PipelineStores store = await OpenAsync();
        string run = await NewRunAsync(store);
        CostCall call = new(run, NewId("call"), new GovernanceScope("acme", "sales", "ann", []), CostCallKind.Llm, "model");
        await store.Costs.HoldAsync(new CostHold(call, 1, 10, CostLimits.Unlimited, [], TimeSpan.FromHours(1)), default);
        await store.Runs.TransitionAsync(run, RunState.Cancelled, [], null, default);
        await store.Pipeline.EraseAsync("acme", run, default);

        CostCharge? charge = await store.Pipeline.FinishLlmAsync(
            run, new LlmCommit { Call = call.Key, Settlement = new CostSettlement(call, 1), Events = _ => [Personal(store, "llm.called", "text")] }, default);

        (charge!.Units, await ValuesAsync(store, run)).Should().Be((1, 0));
        (await VerifyAsync(store, run)).Redacted.Should().Equal(new RedactedValue(2, "/text"));
    }

    [Fact]
    public async Task Append_AfterErasure_KeepsTheCommitmentAlone()
    {
        PipelineStores store = await OpenAsync();
        string run = await NewRunAsync(store);
        await store.Runs.TransitionAsync(run, RunState.Completed, [], null, default);
        await store.Pipeline.EraseAsync("acme", run, default);

        await store.Ledger.AppendAsync(new AppendRequest(run, [Personal(store, "host.note", "a")], null, null, null), store.Sealer, default);

        (await ValuesAsync(store, run)).Should().Be(0, "the run is erased for good");
        (await VerifyAsync(store, run)).Redacted.Should().Equal(new RedactedValue(2, "/a"));
    }

    [Fact]
    public async Task Erase_WhileOutcomesArrive_LeavesNothingWhicheverIsFirst()
    {
        PipelineStores one = await OpenAsync(), two = await OpenAsync();
        for (int round = 0; round < 10; round++)
        {
            string run = await NewRunAsync(one);
            StartedCommit[] calls = [.. Enumerable.Range(0, 5).Select(i => Start(one, run, $"k:{i}"))];
            foreach (StartedCommit call in calls)
                await one.Pipeline.StartAsync(call, default);
            await one.Runs.TransitionAsync(run, RunState.Cancelled, [], null, default);

            await Task.WhenAll([
                .. calls.Select(call => Task.Run(async () => await one.Pipeline.FinishAsync(Finish(one, call) with { Events = [Personal(one, "action.completed", "result")] }, default))),
                Task.Run(async () => await two.Pipeline.EraseAsync("acme", run, default))]);

            (await ValuesAsync(one, run)).Should().Be(0);
            (await VerifyAsync(one, run)).RedactedCount.Should().Be(5);
            for (int i = 0; i < 5; i++)
            {
                ClaimRecord claim = (await two.Pipeline.FindAsync(run, $"k:{i}", default))!.Claim!;
                (claim.State, claim.IsErased, claim.Result.IsEmpty).Should().Be((ClaimState.Completed, true, true));
            }
        }
    }

    /// <summary>Asks for an approval, and carries out a call with personal arguments and result. Returns the approval.</summary>
    private async Task<string> CarryOutPersonallyAsync(PipelineStores store, string run)
    {
        string approval = await ApprovedAsync(store, run);
        StartedCommit started = Start(store, run, "k:1", approval) with { Events = [Personal(store, "action.started", "args")] };
        (await store.Pipeline.StartAsync(started, default)).Status.Should().Be(StartedStatus.Started);
        (await store.Pipeline.FinishAsync(Finish(store, started) with { Events = [Personal(store, "action.completed", "result")] }, default)).Closed.Should().BeTrue();
        return approval;
    }

    private static PreparedEvent Personal(PipelineStores store, string type, string member) =>
        store.Sealer.Prepare(LedgerEvent.Create(type, Encoding.UTF8.GetBytes($$"""{"{{member}}":"personal","kept":1}""")).WithPersonal($"/{member}"));

    private static async Task<int> ValuesAsync(PipelineStores store, string run)
    {
        await using ILedgerSnapshot snapshot = await store.Ledger.OpenSnapshotAsync(default);
        int values = 0;
        await foreach (StoredEvent row in snapshot.ReadEventsAsync(run, 1, default))
            values += row.PersonalValues.Length;
        return values;
    }

    private static async Task<VerifyReport> VerifyAsync(PipelineStores store, string run)
    {
        using ChainLedger ledger = new(store.Ledger, store.Sealer);
        return (await ledger.VerifyAsync(run, new VerifyOptions { Strict = true }))!;
    }
}
