using System.Text;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Conformance;

public abstract partial class LedgerStoreConformance
{
    private const int EventsEach = 5;

    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    /// <summary>Opens the schedule of the verification once more, as another process would.</summary>
    protected abstract ValueTask<ILedgerVerificationStore> OpenScheduleAsync();

    [Fact]
    public async Task Schedule_Lease_IsOnesUntilItRunsOutOrIsGivenBack()
    {
        ILedgerVerificationStore one = await OpenScheduleAsync(), two = await OpenScheduleAsync();

        (await one.TakeAsync("one", Lease, default)).Should().Be(new LedgerVerificationTurn(true, null));
        (await two.TakeAsync("two", Lease, default)).Should().Be(new LedgerVerificationTurn(false, null));
        (await one.SaveAsync("one", "{ünï}", default)).Should().BeTrue();
        (await two.SaveAsync("two", "mine", default)).Should().BeFalse();
        Clock.Advance(Lease / 2);
        (await one.TakeAsync("one", Lease, default)).Should().Be(new LedgerVerificationTurn(true, "{ünï}"), "taking it again renews it");
        Clock.Advance(Lease / 2);
        (await two.TakeAsync("two", Lease, default)).Should().Be(new LedgerVerificationTurn(false, "{ünï}"));
        Clock.Advance(Lease / 2);
        (await one.SaveAsync("one", "late", default)).Should().BeFalse("it has run out");
        (await two.TakeAsync("two", Lease, default)).Should().Be(new LedgerVerificationTurn(true, "{ünï}"));
        await one.ReleaseAsync("one", default);
        (await one.TakeAsync("one", Lease, default)).IsHeld.Should().BeFalse("only its holder gives it back");
        await two.ReleaseAsync("two", default);
        (await one.TakeAsync("one", Lease, default)).Should().Be(new LedgerVerificationTurn(true, "{ünï}"));
    }

    [Fact]
    public async Task Schedule_ManyAskAtOnce_OneGetsTheLease()
    {
        ILedgerVerificationStore[] processes = [await OpenScheduleAsync(), await OpenScheduleAsync(), await OpenScheduleAsync()];

        LedgerVerificationTurn[] turns = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => Task.Run(async () => await processes[i % 3].TakeAsync($"{i}", Lease, default))));

        turns.Count(static turn => turn.IsHeld).Should().Be(1);
    }

    [Fact]
    public async Task Schedule_AProcessDies_AnotherGoesOnWhereItStopped()
    {
        await AppendRunsAsync("run-1", "run-2", "run-3");
        Seen first = new(), second = new();
        LedgerVerification one = await NewVerificationAsync(first), two = await NewVerificationAsync(second);

        await one.StepAsync(default);
        (await two.StepAsync(default)).Should().BeGreaterThan(TimeSpan.Zero);
        (first.Verified, second.Verified).Should().BeEquivalentTo((new[] { "run-1" }, Array.Empty<string>()));
        Clock.Advance(Lease);
        await two.StepAsync(default);
        await one.StepAsync(default);
        for (int i = 0; i < 2; i++)
        {
            Clock.Advance(TimeSpan.FromSeconds(EventsEach));
            await two.StepAsync(default);
        }

        (first.Verified, second.Verified).Should().BeEquivalentTo((new[] { "run-1" }, new[] { "run-2", "run-3" }));
        two.CompletedAt.Should().Be(Clock.GetUtcNow());
        one.CompletedAt.Should().BeNull();
        await one.StepAsync(default);
        one.CompletedAt.Should().Be(two.CompletedAt, "it is not its turn, but it knows how it stands");
    }

    [Fact]
    public async Task Schedule_AfterARestart_IsDueWhenTheIntervalIsOverAndKnowsItsFindings()
    {
        await AppendRunsAsync("run-1");
        await (await NewLedgerAsync(new AuditKeyRing(NewKey, OldKey))).AppendAsync("run-1", Event());
        Seen before = new(), after = new();
        LedgerVerification first = await NewVerificationAsync(before);
        await CompleteAsync(first);
        await first.ReleaseAsync();

        LedgerVerification second = await NewVerificationAsync(after);
        TimeSpan wait = await second.StepAsync(default);

        (before.Findings, after.Verified.Count).Should().BeEquivalentTo((new[] { "run-1" }, 0));
        (second.CompletedAt, second.HasFindings, wait > TimeSpan.Zero).Should().Be((first.CompletedAt, true, true));
        Clock.Advance(TimeSpan.FromDays(1));
        await second.StepAsync(default);
        after.Verified.Should().Equal("run-1");
    }

    [Fact]
    public async Task Schedule_SavedByWhoHasNoKey_BeginsAnew()
    {
        await AppendRunsAsync("run-1", "run-2");
        LedgerVerification one = await NewVerificationAsync(new Seen());
        await one.StepAsync(default);
        await one.ReleaseAsync();
        ILedgerVerificationStore schedule = await OpenScheduleAsync();
        string saved = (await schedule.TakeAsync("forger", Lease, default)).State!;
        saved.Should().Contain("run-1").And.NotContain(Encoding.UTF8.GetString("the first secret"u8));
        await schedule.SaveAsync("forger", saved.Replace("run-1", "run-9", StringComparison.Ordinal), default);
        await schedule.ReleaseAsync("forger", default);

        Seen seen = new();
        await (await NewVerificationAsync(seen)).StepAsync(default);

        seen.Verified.Should().Equal("run-1");
    }

    [Fact]
    public async Task Schedule_RunsThatGoFirst_AreAskedForBeforeEachPartAndTheirFindingsStay()
    {
        await AppendRunsAsync("run-1", "run-2", "run-3");
        List<string> grown = ["run-3", "gone"];
        Seen seen = new();
        LedgerVerification verification = await NewVerificationAsync(seen, () => grown);

        await verification.StepAsync(default);
        grown = [];
        Clock.Advance(TimeSpan.FromSeconds(EventsEach));
        await verification.StepAsync(default);
        await (await NewLedgerAsync(new AuditKeyRing(NewKey, OldKey))).AppendAsync("run-1", Event());
        grown = ["run-1"];
        await CompleteAsync(verification);

        seen.Verified.Take(4).Should().Equal("run-3", "run-1", "run-2", "run-1");
        seen.Findings.Should().OnlyContain(static run => run == "run-1");
        verification.HasFindings.Should().BeTrue("the round had passed the run before");
    }

    [Fact]
    public async Task Schedule_APartFails_WhatItHasFoundStays()
    {
        await AppendRunsAsync("run-1");
        (bool isThere, string[] first) = (true, []);
        LedgerVerification verification = await NewVerificationAsync(new Seen(), () => first, configure: options => options.GetRetainedAsync = _ => isThere ? default : throw new IOException("the archive is away"));
        await CompleteAsync(verification);
        await (await NewLedgerAsync(new AuditKeyRing(NewKey, OldKey))).AppendAsync("run-1", Event());
        Clock.Advance(TimeSpan.FromDays(1));

        (isThere, first) = (false, ["run-1"]);
        await FluentActions.Awaiting(() => verification.StepAsync(default).AsTask()).Should().ThrowAsync<IOException>();
        first = [];
        await FluentActions.Awaiting(() => verification.StepAsync(default).AsTask()).Should().ThrowAsync<IOException>();

        verification.HasFindings.Should().BeTrue();
    }

    [Fact]
    public async Task Schedule_APartThatTakesLongerThanTheLease_KeepsIt()
    {
        await AppendRunsAsync("run-1");
        TaskCompletionSource isAtIt = new(TaskCreationOptions.RunContinuationsAsynchronously), go = new();
        Seen seen = new();
        RenewedSchedule schedule = new(await OpenScheduleAsync());
        LedgerVerification slow = await NewVerificationAsync(new Seen { Entered = isAtIt, Gate = go.Task }, schedule: schedule), other = await NewVerificationAsync(seen);

        Task<TimeSpan> part = slow.StepAsync(default).AsTask();
        await isAtIt.Task;
        Task renewed = schedule.NextAsync();
        Clock.Advance(Lease / 3);
        await renewed;
        Clock.Advance(Lease - TimeSpan.FromSeconds(1));
        await other.StepAsync(default);
        seen.Verified.Should().BeEmpty("it has not run out, though it was taken longer ago");

        go.SetResult();
        await part;
        await slow.StepAsync(default);
        slow.CompletedAt.Should().NotBeNull();
    }

    private async Task AppendRunsAsync(params string[] runs)
    {
        ChainLedger ledger = await NewLedgerAsync();
        foreach (string run in runs)
            await ledger.AppendBatchAsync(run, [.. Enumerable.Repeat(Event(), EventsEach)]);
    }

    /// <summary>One whose pace ends each part after a run.</summary>
    private async Task<LedgerVerification> NewVerificationAsync(Seen seen, Func<IReadOnlyList<string>>? first = null, ILedgerVerificationStore? schedule = null, Action<LedgerVerificationOptions>? configure = null)
    {
        AuditKeyRing ring = new(OldKey);
        LedgerVerificationOptions options = new()
        {
            MaxEventsPerSecond = 1,
            LeaseLifetime = Lease,
            FirstInterval = TimeSpan.FromSeconds(1),
            GetFirstAsync = _ => new(first?.Invoke() ?? []),
        };
        configure?.Invoke(options);
        ChainLedger ledger = await NewLedgerAsync(ring);
        await ledger.OpenAsync();
        return new LedgerVerification(ledger, options, [seen], Clock, store: schedule ?? await OpenScheduleAsync(), keys: ring);
    }

    private async Task CompleteAsync(LedgerVerification verification)
    {
        while (verification.CompletedAt is null)
        {
            await verification.StepAsync(default);
            Clock.Advance(TimeSpan.FromSeconds(EventsEach + 1));
        }
    }

    private sealed class Seen : ILedgerVerificationObserver
    {
        public List<string> Verified { get; } = [];

        public List<string> Findings { get; } = [];

        public TaskCompletionSource? Entered { get; init; }

        public Task Gate { get; init; } = Task.CompletedTask;

        public async ValueTask OnVerifiedAsync(VerifyReport report, CancellationToken cancellationToken)
        {
            Verified.Add(report.RunId);
            Entered?.TrySetResult();
            await Gate;
        }

        public ValueTask OnFindingAsync(VerifyReport report, CancellationToken cancellationToken)
        {
            Findings.Add(report.RunId);
            return default;
        }

        public ValueTask OnLogFindingAsync(LogReport report, CancellationToken cancellationToken) => default;
    }

    /// <summary>Tells when the lease was taken again.</summary>
    private sealed class RenewedSchedule(ILedgerVerificationStore schedule) : ILedgerVerificationStore
    {
        private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task NextAsync() => (_next = new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

        public async ValueTask<LedgerVerificationTurn> TakeAsync(string holder, TimeSpan lifetime, CancellationToken cancellationToken)
        {
            LedgerVerificationTurn turn = await schedule.TakeAsync(holder, lifetime, cancellationToken);
            _next.TrySetResult();
            return turn;
        }

        public ValueTask<bool> SaveAsync(string holder, string state, CancellationToken cancellationToken) => schedule.SaveAsync(holder, state, cancellationToken);

        public ValueTask ReleaseAsync(string holder, CancellationToken cancellationToken) => schedule.ReleaseAsync(holder, cancellationToken);
    }
}
