using Enterprise.Governance.Ledger.Tests.Support;
using static Enterprise.Governance.Ledger.Tests.Support.Reports;

namespace Enterprise.Governance.Ledger.Tests.Verification;

/// <summary>The verification that a host repeats.</summary>
public sealed class LedgerVerificationTests : IAsyncLifetime
{
    private readonly LedgerFiles _files = new();
    private readonly Observer _observer = new();

    public ValueTask InitializeAsync() => default;

    public ValueTask DisposeAsync() => _files.DisposeAsync();

    [Fact]
    public async Task Run_Finding_IsToldAndStaysUntilACompleteVerificationWithoutOne()
    {
        using ChainLedger ledger = _files.Open();
        await ledger.AppendAsync("run-1", Event("""{"n":1}"""));
        await ledger.AppendAsync("run-2", Event("""{"n":1}"""));
        LedgerVerification verification = new(ledger, null, [new BrokenObserver(), _observer], _files.Clock);
        _files.Forge("UPDATE run_events SET canonical = replace(canonical, '\"n\":1', '\"n\":2') WHERE run_id = 'run-1';");

        LedgerVerificationResult found = await verification.RunAsync();

        (found.Runs, found.Events, found.BadRuns, found.Ok).Should().Be((2, 2, 1, false));
        _observer.Reports.Should().ContainSingle("an observer that fails stops no other").Which.RunId.Should().Be("run-1");
        (verification.HasFindings, verification.CompletedAt).Should().Be((true, _files.Clock.GetUtcNow()));
        _files.Forge("UPDATE run_events SET canonical = replace(canonical, '\"n\":2', '\"n\":1') WHERE run_id = 'run-1';");
        (await verification.RunAsync()).Ok.Should().BeTrue();
        verification.HasFindings.Should().BeFalse();
    }

    [Fact]
    public async Task Run_WithAPace_TakesItsTimeAndVerifiesEachRunOnceThoughViewsAreRenewed()
    {
        const int Runs = 150;
        using ChainLedger ledger = _files.Open();
        for (int i = 0; i < Runs; i++)
            await ledger.AppendAsync($"run-{i:000}", Event());
        LedgerVerification verification = new(ledger, new LedgerVerificationOptions { MaxRunsPerSecond = 1 }, [_observer], _files.Clock);

        Task<LedgerVerificationResult> running = verification.RunAsync().AsTask();
        while (!running.IsCompleted)
        {
            _files.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        (await running).Should().Be(new LedgerVerificationResult(Runs, Runs, 0, true));
        (_files.Clock.GetUtcNow() - LedgerFiles.Start).Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(Runs));
    }

    [Fact]
    public async Task Run_WithAPaceOfEvents_TakesASecondForEach()
    {
        const int Events = 30;
        using ChainLedger ledger = _files.Open();
        await ledger.AppendBatchAsync("run-1", [.. Enumerable.Repeat(Event(), Events - 1)]);
        await ledger.AppendAsync("run-2", Event());
        LedgerVerification verification = new(ledger, new LedgerVerificationOptions { MaxEventsPerSecond = 1 }, [_observer], _files.Clock);

        Task<LedgerVerificationResult> running = verification.RunAsync().AsTask();
        while (!running.IsCompleted)
        {
            _files.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        (await running).Should().Be(new LedgerVerificationResult(2, Events, 0, true));
        (_files.Clock.GetUtcNow() - LedgerFiles.Start).Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(Events));
    }

    [Fact]
    public async Task Metrics_TellTheOutcomeOfEachAndWhenTheLastCompleteOneEnded()
    {
        using MetricRecorder metrics = new();
        using ChainLedger ledger = _files.Open();
        await ledger.AppendAsync("run-1", Event("""{"n":1}"""));
        bool isArchiveThere = true;
        LedgerVerificationOptions options = new() { GetRetainedAsync = _ => isArchiveThere ? default : throw new IOException("the archive is away") };
        LedgerVerification verification = new(ledger, options, timeProvider: _files.Clock, meterFactory: metrics);
        metrics.Observe();
        metrics.Lines.Should().BeEmpty("none is complete yet");

        await verification.RunAsync();
        metrics.Observe();
        _files.Clock.Advance(TimeSpan.FromHours(1));
        _files.Forge("UPDATE run_events SET canonical = replace(canonical, '\"n\":1', '\"n\":2');");
        await verification.RunAsync();
        metrics.Observe();
        _files.Clock.Advance(TimeSpan.FromHours(1));
        isArchiveThere = false;
        await verification.Awaiting(static v => v.RunAsync().AsTask()).Should().ThrowAsync<IOException>();
        metrics.Observe();

        long first = LedgerFiles.Start.ToUnixTimeSeconds();
        metrics.Lines.Should().Equal(
            "governance.ledger.verification.duration # governance.outcome=sound",
            $"governance.ledger.verification.completed {first}",
            "governance.ledger.verification.duration # governance.outcome=findings",
            $"governance.ledger.verification.completed {first + 3600}",
            "governance.ledger.verification.duration # governance.outcome=failed",
            $"governance.ledger.verification.completed {first + 3600}");
    }

    [Fact]
    public async Task Overdue_AfterTwoIntervalsWithoutACompleteVerification()
    {
        using ChainLedger ledger = _files.Open();
        LedgerVerification verification = new(ledger, new LedgerVerificationOptions { Interval = TimeSpan.FromHours(1) }, timeProvider: _files.Clock);

        _files.Clock.Advance(TimeSpan.FromHours(2));
        verification.IsOverdue.Should().BeFalse();
        _files.Clock.Advance(TimeSpan.FromSeconds(1));
        verification.IsOverdue.Should().BeTrue();
        await verification.RunAsync();
        verification.IsOverdue.Should().BeFalse();
    }

    private sealed class Observer : ILedgerVerificationObserver
    {
        internal List<VerifyReport> Reports { get; } = [];

        public ValueTask OnFindingAsync(VerifyReport report, CancellationToken cancellationToken)
        {
            Reports.Add(report);
            return default;
        }

        public ValueTask OnLogFindingAsync(LogReport report, CancellationToken cancellationToken) => default;
    }

    private sealed class BrokenObserver : ILedgerVerificationObserver
    {
        public ValueTask OnFindingAsync(VerifyReport report, CancellationToken cancellationToken) => throw new InvalidOperationException("nobody is there");

        public ValueTask OnLogFindingAsync(LogReport report, CancellationToken cancellationToken) => default;
    }
}
