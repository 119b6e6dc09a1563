using System.Text;
using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.RateLimiting;
using Microsoft.Extensions.Time.Testing;

namespace Enterprise.Governance.Core.Tests;

public sealed class PipelineTests : IDisposable
{
    private const string ApproveMail = """
        [{"policy_id":"mail","when":{"action":"send_email"},"effect":{"require_approval":true,"set_cost_units":25}},
         {"policy_id":"no_delete","when":{"action":"delete:*"},"effect":{"deny":true,"deny_reason":"never delete"}}]
        """;

    private static readonly ApproverIdentity Boss = new("acme", "bob");

    private readonly string _directory = Directory.CreateTempSubdirectory("governance").FullName;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 19, 0, 0, TimeSpan.Zero));

    private string File => Path.Combine(_directory, "test.db");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Invoke_Allowed_ExecutesOnceAndTellsTheChain()
    {
        await using TestHost host = await TestHost.StartAsync(File, _time);
        await using GovernedRun run = await host.StartRunAsync(new RunOptions { Title = "first", Tags = ["a", "b"] });

        ActionOutcome<Sent> outcome = await run.InvokeAsync(Call("send", """{"to":"x@y"}"""), static _ => ValueTask.FromResult(new Sent("m1", 1)), TestJson.Default.Sent);

        outcome.Status.Should().Be(ActionStatus.Completed);
        outcome.Value.Should().Be(new Sent("m1", 1));
        (await run.CompleteAsync()).Should().BeTrue();
        (await host.EventsAsync(run.RunId)).Should().Equal("run.started", "policy.decided", "action.started", "action.completed", "run.completed");
        (await host.DataAsync(run.RunId, 1)).Should().Be("""{"org":"sales","roles":["agent"],"state":"running","tags":["a","b"],"tenant":"acme","title":"first","user":"ann"}""");
        (await host.DataAsync(run.RunId, 4)).Should().Contain("""{"Count":1,"Id":"m1"}""");
        await host.ShouldVerifyAsync(run.RunId);
        (await run.GetUsageAsync()).ToolCalls.Should().Be(1);
    }

    [Fact]
    public async Task Invoke_SameKey_ReplaysWithoutExecutingOrCounting()
    {
        await using TestHost host = await TestHost.StartAsync(File, _time, rates: new TenantRateLimits { UserRpm = 1 });
        await using GovernedRun run = await host.StartRunAsync();
        int executed = 0;
        ActionCall call = Call("send", """{"n":1152921504606846976}""", "key-1");
        ValueTask<Sent> Execute(ActionContext _) => ValueTask.FromResult(new Sent("m", ++executed));

        ActionOutcome<Sent> first = await run.InvokeAsync(call, Execute, TestJson.Default.Sent);
        ActionOutcome<Sent> second = await run.InvokeAsync(call, Execute, TestJson.Default.Sent);
        await using TestHost other = await TestHost.StartAsync(File, _time);
        await using GovernedRun there = (await other.Governance.GetRunAsync(run.RunId))!;
        ActionOutcome<Sent> third = await there.InvokeAsync(call, Execute, TestJson.Default.Sent);

        executed.Should().Be(1);
        first.IsReplay.Should().BeFalse();
        second.Should().BeEquivalentTo(first with { IsReplay = true });
        third.Should().BeEquivalentTo(first with { IsReplay = true });
        (await host.EventsAsync(run.RunId)).Should().HaveCount(4, "replays append nothing");
        await FluentActions.Awaiting(() => run.InvokeAsync(Call("send", """{"n":2}""", "key-1"), Execute, TestJson.Default.Sent).AsTask()).Should().ThrowAsync<IdempotencyKeyReusedException>();
    }

    [Fact]
    public async Task Invoke_Denied_IsFinalForItsKeyAndNeverExecutes()
    {
        await using TestHost host = await TestHost.StartAsync(File, _time, ApproveMail);
        await using GovernedRun run = await host.StartRunAsync();

        ActionOutcome<Sent> outcome = await run.InvokeAsync(Call("delete:all", "{}", "k"), Never, TestJson.Default.Sent);
        ActionOutcome<Sent> replay = await run.InvokeAsync(Call("delete:all", "{}", "k"), Never, TestJson.Default.Sent);

        outcome.Status.Should().Be(ActionStatus.Denied);
        outcome.Code.Should().Be("policy_denied");
        outcome.Reason.Should().Be("never delete");
        outcome.PolicyIds.Should().Equal("no_delete");
        replay.IsReplay.Should().BeTrue();
        replay.Reason.Should().Be("never delete");
        (await host.EventsAsync(run.RunId)).Should().Equal("run.started", "policy.decided");
    }

    [Theory]
    [InlineData("key")]
    [InlineData(null)]
    public async Task Invoke_RequiresApproval_ParksAndResumesInAnotherProcess(string? key)
    {
        ActionCall call = Call("send_email", """{"to":"x"}""", key);
        string runId, approvalId;
        await using (TestHost host = await TestHost.StartAsync(File, _time, ApproveMail))
        {
            await using GovernedRun run = await host.StartRunAsync();
            runId = run.RunId;
            ActionOutcome<Sent> parked = await run.InvokeAsync(call, Never, TestJson.Default.Sent);
            parked.Status.Should().Be(ActionStatus.AwaitingApproval);
            approvalId = parked.ApprovalId!;
            (await run.InvokeAsync(call, Never, TestJson.Default.Sent)).ApprovalId.Should().Be(approvalId, "asking again asks nobody twice");
            (await host.Governance.GetRunAsync(runId))!.Record.State.Should().Be(RunState.WaitingApproval);
        }

        await using TestHost later = await TestHost.StartAsync(File, _time, ApproveMail);
        ApprovalRecord asked = (await later.Approvals.ListAsync(new ApprovalQuery("acme") { State = ApprovalState.Pending })).Single();
        Encoding.UTF8.GetString(asked.Args.Span).Should().Be("""{"to":"x"}""");
        asked.RequestedBy.Should().Be("ann");
        (await later.Approvals.DecideAsync(approvalId, ApprovalDecision.Approved, new ApproverIdentity("acme", "ann"))).Status.Should().Be(ApprovalDecisionStatus.RequesterCannotApprove);
        (await later.Approvals.DecideAsync(approvalId, ApprovalDecision.Approved, new ApproverIdentity("rival", "bob"))).Status.Should().Be(ApprovalDecisionStatus.NotFound);
        (await later.Approvals.DecideAsync(approvalId, ApprovalDecision.Approved, Boss, "fine")).Status.Should().Be(ApprovalDecisionStatus.Decided);
        (await later.Approvals.DecideAsync(approvalId, ApprovalDecision.Denied, Boss)).Status.Should().Be(ApprovalDecisionStatus.AlreadyDecided);

        await using GovernedRun resumed = (await later.Governance.GetRunAsync(runId))!;
        resumed.Record.State.Should().Be(RunState.Running);
        ActionOutcome<Sent> outcome = await resumed.InvokeAsync(call, static _ => ValueTask.FromResult(new Sent("m", 1)), TestJson.Default.Sent);
        outcome.Status.Should().Be(ActionStatus.Completed);
        outcome.ApprovalId.Should().Be(approvalId);
        outcome.CostUnits.Should().Be(25);
        (await later.EventsAsync(runId)).Should().Equal(
            "run.started", "policy.decided", "approval.requested", "approval.decided", "policy.decided", "action.started", "action.completed");
        ActionOutcome<Sent> again = await resumed.InvokeAsync(call, Never, TestJson.Default.Sent);
        again.Status.Should().Be(key is null ? ActionStatus.AwaitingApproval : ActionStatus.Completed, "a grant is good for one execution");
        await later.ShouldVerifyAsync(runId);
    }

    [Fact]
    public async Task Invoke_ApprovalDeniedOrExpired_IsDenied()
    {
        await using TestHost host = await TestHost.StartAsync(File, _time, ApproveMail, configure: static o => o.ApprovalLifetime = TimeSpan.FromHours(1));
        await using GovernedRun run = await host.StartRunAsync();
        string first = (await run.InvokeAsync(Call("send_email", """{"n":1}""", "k1"), Never, TestJson.Default.Sent)).ApprovalId!;
        await run.InvokeAsync(Call("send_email", """{"n":2}""", "k2"), Never, TestJson.Default.Sent);
        string third = (await run.InvokeAsync(Call("send_email", """{"n":3}"""), Never, TestJson.Default.Sent)).ApprovalId!;
        await host.Approvals.DecideAsync(first, ApprovalDecision.Denied, Boss, "too risky");

        ActionOutcome<Sent> denied = await run.InvokeAsync(Call("send_email", """{"n":1}""", "k1"), Never, TestJson.Default.Sent);
        _time.Advance(TimeSpan.FromHours(2));
        ActionOutcome<Sent> expired = await run.InvokeAsync(Call("send_email", """{"n":2}""", "k2"), Never, TestJson.Default.Sent);
        ActionOutcome<Sent> replay = await run.InvokeAsync(Call("send_email", """{"n":2}""", "k2"), Never, TestJson.Default.Sent);
        ActionOutcome<Sent> askedAgain = await run.InvokeAsync(Call("send_email", """{"n":3}"""), Never, TestJson.Default.Sent);

        (denied.Status, denied.Code, denied.Reason).Should().Be((ActionStatus.Denied, "approval_denied", "too risky"));
        (expired.Status, expired.Code).Should().Be((ActionStatus.Denied, "approval_expired"));
        replay.IsReplay.Should().BeTrue();
        askedAgain.Status.Should().Be(ActionStatus.AwaitingApproval, "without a key the call may ask again");
        askedAgain.ApprovalId.Should().NotBe(third);
        (await host.EventsAsync(run.RunId)).Count(static type => type == "approval.decided").Should().Be(3);
    }

    [Fact]
    public async Task Invoke_PolicyTightenedAfterApproval_AsksAgainOrDenies()
    {
        ActionCall call = Call("send_email", "{}", "k");
        string runId;
        await using (TestHost host = await TestHost.StartAsync(File, _time, ApproveMail))
        {
            await using GovernedRun run = await host.StartRunAsync();
            runId = run.RunId;
            string approvalId = (await run.InvokeAsync(call, Never, TestJson.Default.Sent)).ApprovalId!;
            await host.Approvals.DecideAsync(approvalId, ApprovalDecision.Approved, Boss);
        }

        string another = """[{"policy_id":"mail","when":{"action":"send_email"},"effect":{"require_approval":true}},{"policy_id":"mail2","when":{"action":"send_email"},"effect":{"require_approval":true}}]""";
        await using (TestHost host = await TestHost.StartAsync(File, _time, another))
        {
            await using GovernedRun run = (await host.Governance.GetRunAsync(runId))!;
            (await run.InvokeAsync(call, Never, TestJson.Default.Sent)).Status.Should().Be(ActionStatus.AwaitingApproval, "the approver did not see these rules");
        }

        await using TestHost strict = await TestHost.StartAsync(File, _time, """[{"policy_id":"never","effect":{"deny":true}}]""");
        await using GovernedRun last = (await strict.Governance.GetRunAsync(runId))!;
        (await last.InvokeAsync(call, Never, TestJson.Default.Sent)).Status.Should().Be(ActionStatus.Denied);
    }

    [Fact]
    public async Task Invoke_BudgetSpent_IsRefusedAndNotFinal()
    {
        await using TestHost host = await TestHost.StartAsync(File, _time, costs: new CostLimits { MaxCostUnits = 10, MaxToolCalls = 2 });
        await using GovernedRun run = await host.StartRunAsync();
        static ValueTask<Sent> Execute(ActionContext _) => ValueTask.FromResult(new Sent("m", 1));

        ActionOutcome<Sent> tooDear = await run.InvokeAsync(Call("a", "{}", "k") with { CostUnits = 11 }, Execute, TestJson.Default.Sent);
        ActionOutcome<Sent> fits = await run.InvokeAsync(Call("a", "{}", "k") with { CostUnits = 10 }, Execute, TestJson.Default.Sent);
        ActionOutcome<Sent> spent = await run.InvokeAsync(Call("a", "{}") with { CostUnits = 1 }, Execute, TestJson.Default.Sent);
        ActionOutcome<Sent> free = await run.InvokeAsync(Call("a", "{}"), Execute, TestJson.Default.Sent);
        ActionOutcome<Sent> oneTooMany = await run.InvokeAsync(Call("a", "{}"), Execute, TestJson.Default.Sent);

        (tooDear.Status, tooDear.Code).Should().Be((ActionStatus.BudgetExceeded, "cost_units"));
        fits.Status.Should().Be(ActionStatus.Completed);
        spent.Status.Should().Be(ActionStatus.BudgetExceeded);
        free.Status.Should().Be(ActionStatus.Completed);
        (oneTooMany.Status, oneTooMany.Code).Should().Be((ActionStatus.BudgetExceeded, "tool_calls"));
        RunUsage usage = await run.GetUsageAsync();
        (usage.ToolCalls, usage.CostUnits, usage.HeldToolCalls, usage.HeldCostUnits).Should().Be((2, 10, 0, 0));
        (await host.EventsAsync(run.RunId)).Count(static type => type == "budget.exceeded").Should().Be(3);
        await host.ShouldVerifyAsync(run.RunId);
    }

    [Fact]
    public async Task Invoke_RateLimited_TellsTheFirstRefusalAndCountsTheRest()
    {
        await using TestHost host = await TestHost.StartAsync(File, _time, rates: new TenantRateLimits { UserRpm = 1 });
        await using GovernedRun run = await host.StartRunAsync();
        static ValueTask<Sent> Execute(ActionContext _) => ValueTask.FromResult(new Sent("m", 1));

        await run.InvokeAsync(Call("a", "{}"), Execute, TestJson.Default.Sent);
        for (int i = 0; i < 5; i++)
        {
            ActionOutcome<Sent> refused = await run.InvokeAsync(Call("a", "{}", "k"), Never, TestJson.Default.Sent);
            refused.Status.Should().Be(ActionStatus.RateLimited);
            refused.RetryAfter.Should().BePositive();
        }

        _time.Advance(TimeSpan.FromMinutes(1));
        (await run.InvokeAsync(Call("a", "{}", "k"), Execute, TestJson.Default.Sent)).Status.Should().Be(ActionStatus.Completed, "a rate limit is not final");

        string[] events = await host.EventsAsync(run.RunId);
        events.Count(static type => type == "rate.limited").Should().Be(1);
        (await host.DataAsync(run.RunId, Array.IndexOf(events, "rate.limited") + 2)).Should().Contain("\"suppressed\":4");
    }

    [Fact]
    public async Task Invoke_ExecuteThrows_FailsForGoodAndGivesTheHoldBack()
    {
        await using TestHost host = await TestHost.StartAsync(File, _time);
        await using GovernedRun run = await host.StartRunAsync();

        ActionOutcome<Sent> failed = await run.InvokeAsync<Sent>(Call("a", "{}", "k") with { CostUnits = 5 }, static _ => throw new TimeoutException("secret text"), TestJson.Default.Sent);
        ActionOutcome<Sent> replay = await run.InvokeAsync(Call("a", "{}", "k") with { CostUnits = 5 }, Never, TestJson.Default.Sent);

        failed.Status.Should().Be(ActionStatus.Failed);
        failed.Exception.Should().BeOfType<TimeoutException>();
        (replay.Status, replay.Reason, replay.IsReplay).Should().Be((ActionStatus.Failed, "TimeoutException", true));
        (await host.DataAsync(run.RunId, 4)).Should().NotContain("secret");
        RunUsage usage = await run.GetUsageAsync();
        (usage.CostUnits, usage.HeldCostUnits, usage.ToolCalls).Should().Be((0, 0, 0));
    }

    [Fact]
    public async Task Invoke_CancelledWhileRunning_IsInDoubtUnlessIdempotent()
    {
        await using TestHost host = await TestHost.StartAsync(File, _time);
        await using GovernedRun run = await host.StartRunAsync();
        using CancellationTokenSource cancel = new();

        ActionOutcome<Sent> cut = await run.InvokeAsync<Sent>(
            Call("a", "{}", "k"),
            async context =>
            {
                await cancel.CancelAsync();
                context.CancellationToken.ThrowIfCancellationRequested();
                return new Sent("", 0);
            },
            TestJson.Default.Sent,
            cancel.Token);
        ActionOutcome<Sent> again = await run.InvokeAsync(Call("a", "{}", "k"), Never, TestJson.Default.Sent);
        ActionOutcome<Sent> idempotent = await run.InvokeAsync(Call("a", "{}", "k") with { IsIdempotent = true }, static c => ValueTask.FromResult(new Sent("m", c.Attempt)), TestJson.Default.Sent);

        cut.Status.Should().Be(ActionStatus.InDoubt);
        again.Status.Should().Be(ActionStatus.InDoubt);
        idempotent.Status.Should().Be(ActionStatus.Completed);
        idempotent.Value!.Count.Should().Be(2);
        (await host.EventsAsync(run.RunId)).Count(static type => type == "action.in_doubt").Should().Be(1);
        await host.ShouldVerifyAsync(run.RunId);
    }

    [Fact]
    public async Task Invoke_OwnerDied_IsInProgressThenInDoubt()
    {
        await using TestHost host = await TestHost.StartAsync(File, _time);
        await using GovernedRun run = await host.StartRunAsync();
        TaskCompletionSource<Sent> never = new();
        TaskCompletionSource started = new();
        FakeTimeProvider frozen = new(_time.GetUtcNow());
        await using TestHost dead = await TestHost.StartAsync(File, frozen);
        await using GovernedRun owner = (await dead.Governance.GetRunAsync(run.RunId))!;
        Task<ActionOutcome<Sent>> hanging = owner.InvokeAsync(Call("a", "{}", "k"), _ => { started.SetResult(); return new ValueTask<Sent>(never.Task); }, TestJson.Default.Sent).AsTask();
        await started.Task;

        (await run.InvokeAsync(Call("a", "{}", "k"), Never, TestJson.Default.Sent)).Status.Should().Be(ActionStatus.InProgress);
        _time.Advance(TimeSpan.FromMinutes(2));
        (await run.InvokeAsync(Call("a", "{}", "k"), Never, TestJson.Default.Sent)).Status.Should().Be(ActionStatus.InDoubt);
        ActionOutcome<Sent> taken = await run.InvokeAsync(Call("a", "{}", "k") with { IsIdempotent = true }, static _ => ValueTask.FromResult(new Sent("second", 2)), TestJson.Default.Sent);
        taken.Status.Should().Be(ActionStatus.Completed);
        never.SetResult(new Sent("first", 1));
        ActionOutcome<Sent> late = await hanging;

        (late.Status, late.Code).Should().Be((ActionStatus.InDoubt, "claim_superseded"));
        (await run.InvokeAsync(Call("a", "{}", "k"), Never, TestJson.Default.Sent)).Value!.Id.Should().Be("second");
        await host.ShouldVerifyAsync(run.RunId);
    }

    [Fact]
    public async Task Invoke_TakingOverACutAttempt_FreesWhatItHeld()
    {
        await using TestHost host = await TestHost.StartAsync(File, _time, costs: new CostLimits { MaxCostUnits = 10 });
        await using GovernedRun run = await host.StartRunAsync();
        using CancellationTokenSource cancel = new();
        ActionCall call = Call("a", "{}", "k") with { CostUnits = 10, IsIdempotent = true };
        await run.InvokeAsync<Sent>(call, async _ => { await cancel.CancelAsync(); throw new OperationCanceledException(cancel.Token); }, TestJson.Default.Sent, cancel.Token);
        (await run.GetUsageAsync()).HeldCostUnits.Should().Be(10, "what the attempt spent is unknown");

        ActionOutcome<Sent> again = await run.InvokeAsync(call, static _ => ValueTask.FromResult(new Sent("m", 1)), TestJson.Default.Sent);

        again.Status.Should().Be(ActionStatus.Completed);
        RunUsage usage = await run.GetUsageAsync();
        (usage.CostUnits, usage.HeldCostUnits).Should().Be((10, 0));
    }

    [Theory]
    [InlineData("{\"a\":1,\"a\":2}")]
    [InlineData("{\"n\":9007199254740993}")]
    [InlineData("{\"$commit\":\"00\"}")]
    [InlineData("[1]")]
    [InlineData("{")]
    public async Task Invoke_ArgumentsTheLedgerRefuses_AreDeniedBeforeAnyHold(string args)
    {
        await using TestHost host = await TestHost.StartAsync(File, _time);
        await using GovernedRun run = await host.StartRunAsync();

        ActionOutcome<Sent> outcome = await run.InvokeAsync(Call("a", args, "k"), Never, TestJson.Default.Sent);

        (outcome.Status, outcome.Code).Should().Be((ActionStatus.Denied, "args_not_canonical"));
        (await run.GetUsageAsync()).Should().Be(RunUsage.None);
    }

    [Fact]
    public async Task Invoke_ResultTheLedgerRefuses_IsCompletedWithDigestAndReplayed()
    {
        await using TestHost host = await TestHost.StartAsync(File, _time);
        await using GovernedRun run = await host.StartRunAsync();
        string large = new('x', 1024 * 1024 - 100);

        ActionOutcome<string> outcome = await run.InvokeAsync(Call("a", "{}", "k"), _ => ValueTask.FromResult(large), TestJson.Default.String);
        ActionOutcome<string> replay = await run.InvokeAsync(Call("a", "{}", "k"), static _ => throw new InvalidOperationException(), TestJson.Default.String);

        outcome.Status.Should().Be(ActionStatus.Completed);
        replay.Value.Should().Be(large);
        (await host.DataAsync(run.RunId, 4)).Should().Contain("\"refused\":\"event_too_large\"");
    }

    [Fact]
    public async Task Invoke_RunEnded_IsDenied()
    {
        await using TestHost host = await TestHost.StartAsync(File, _time);
        await using GovernedRun run = await host.StartRunAsync();
        await run.CancelAsync("enough");

        (await run.InvokeAsync(Call("a", "{}"), Never, TestJson.Default.Sent)).Code.Should().Be("run_ended");
        (await run.InvokeLlmAsync<int>(new LlmCall("m"), static _ => throw new InvalidOperationException())).Code.Should().Be("run_ended");
        (await run.CompleteAsync()).Should().BeFalse();
    }

    [Fact]
    public async Task Invoke_UnderALostLease_IsRefused()
    {
        await using TestHost host = await TestHost.StartAsync(File, _time);
        string runId = (await host.StartRunAsync()).RunId;
        GovernedRun first = (await host.Governance.AcquireRunAsync(runId, "worker-1"))!;
        (await host.Governance.AcquireRunAsync(runId, "worker-2")).Should().BeNull("the lease is held");
        await using TestHost other = await TestHost.StartAsync(File, new FakeTimeProvider(_time.GetUtcNow().AddMinutes(5)));
        await using GovernedRun second = (await other.Governance.AcquireRunAsync(runId, "worker-2"))!;

        GovernanceException e = (await FluentActions.Awaiting(() => first.InvokeAsync(Call("a", "{}"), Never, TestJson.Default.Sent).AsTask()).Should().ThrowAsync<GovernanceException>()).Which;
        e.Code.Should().Be("run_lease_lost");
        (await second.InvokeAsync(Call("a", "{}"), static _ => ValueTask.FromResult(new Sent("m", 1)), TestJson.Default.Sent)).Status.Should().Be(ActionStatus.Completed);
        second.Lease!.FencingToken.Should().BeGreaterThan(first.Lease!.FencingToken);
        await first.DisposeAsync();
    }

    [Fact]
    public async Task InvokeLlm_SettlesReportedUsageOrAnEstimate()
    {
        await using TestHost host = await TestHost.StartAsync(File, _time, costs: new CostLimits { LlmCostUnitsPer1kTokens = 10, MaxLlmCalls = 3 });
        await using GovernedRun run = await host.StartRunAsync();

        ActionOutcome<string> told = await run.InvokeLlmAsync(new LlmCall("gemini") { PromptCharacters = 400 }, static context =>
        {
            context.ReportUsage(new LlmUsage { Prompt = 1000, Output = 1000 });
            return ValueTask.FromResult("hello");
        });
        ActionOutcome<string> estimated = await run.InvokeLlmAsync(new LlmCall("gemini") { PromptCharacters = 400 }, static context =>
        {
            context.ReportText(4000);
            return ValueTask.FromResult("hello");
        });
        run.LastUsage!.Estimated.Should().BeTrue();
        ActionOutcome<string> failed = await run.InvokeLlmAsync<string>(new LlmCall("gemini") { PromptCharacters = 400 }, static _ => throw new HttpRequestException());
        ActionOutcome<string> third = await run.InvokeLlmAsync(new LlmCall("gemini"), static _ => ValueTask.FromResult("x"));
        ActionOutcome<string> over = await run.InvokeLlmAsync(new LlmCall("gemini"), static _ => ValueTask.FromResult("x"));

        told.CostUnits.Should().Be(20);
        estimated.CostUnits.Should().Be(11);
        (failed.Status, failed.CostUnits).Should().Be((ActionStatus.Failed, 0));
        (third.Status, third.CostUnits).Should().Be((ActionStatus.Completed, 10));
        (over.Status, over.Code).Should().Be((ActionStatus.BudgetExceeded, "llm_calls"));
        (await host.EventsAsync(run.RunId)).Should().Equal("run.started", "llm.called", "llm.called", "llm.called", "llm.called", "budget.exceeded");
        await host.ShouldVerifyAsync(run.RunId);
    }

    [Fact]
    public async Task Plan_DecidesEachStepInPhasePlan()
    {
        await using TestHost host = await TestHost.StartAsync(File, _time, """[{"policy_id":"p","phase":"plan","when":{"action":"b"},"effect":{"deny":true}}]""");
        await using GovernedRun run = await host.StartRunAsync(new RunOptions { InitialState = RunState.Planning });

        var plan = await run.PlanAsync([Call("a", "{}"), Call("b", "{}")]);

        plan.Select(static step => step.Decision.Effect.ToString()).Should().Equal("Allow", "Deny");
        (await host.EventsAsync(run.RunId)).Should().Equal("run.started", "policy.decided", "policy.decided");
        (await host.PolicySets.ReadAsync(plan[0].Decision.PolicySetVersion, default)).Should().NotBeNull("a cited version is in the store");
    }

    [Fact]
    public async Task Invoke_ThousandCallersForABudgetOfHundred_AdmitsExactlyHundred()
    {
        await using TestHost host = await TestHost.StartAsync(File, _time, costs: new CostLimits { MaxCostUnits = 100 });
        await using GovernedRun run = await host.StartRunAsync();

        ActionOutcome<Sent>[] outcomes = await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => Task.Run(async () => await run.InvokeAsync(
            Call("a", $$"""{"i":{{i}}}""") with { CostUnits = 1 }, static _ => ValueTask.FromResult(new Sent("m", 1)), TestJson.Default.Sent))));

        outcomes.Count(static o => o.Status == ActionStatus.Completed).Should().Be(100);
        outcomes.Count(static o => o.Status == ActionStatus.BudgetExceeded).Should().Be(900);
        RunUsage usage = await run.GetUsageAsync();
        (usage.CostUnits, usage.HeldCostUnits).Should().Be((100, 0));
        await host.ShouldVerifyAsync(run.RunId);
    }

    [Fact]
    public async Task Invoke_SameKeyFromManyCallers_ExecutesOnce()
    {
        await using TestHost one = await TestHost.StartAsync(File, _time);
        await using TestHost two = await TestHost.StartAsync(File, _time);
        await using GovernedRun run = await one.StartRunAsync();
        await using GovernedRun there = (await two.Governance.GetRunAsync(run.RunId))!;
        int executed = 0;

        ActionOutcome<Sent>[] outcomes = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(async () => await (i % 2 == 0 ? run : there).InvokeAsync(
            Call("a", "{}", "k"), _ => ValueTask.FromResult(new Sent("m", Interlocked.Increment(ref executed))), TestJson.Default.Sent))));

        executed.Should().Be(1);
        outcomes.Should().OnlyContain(static o => o.Status == ActionStatus.Completed || o.Status == ActionStatus.InProgress);
        await one.ShouldVerifyAsync(run.RunId);
    }

    private static ActionCall Call(string action, string args, string? key = null) => new(action, "tool", Encoding.UTF8.GetBytes(args), key);

    private static ValueTask<Sent> Never(ActionContext context) => throw new InvalidOperationException("must not be executed");
}
