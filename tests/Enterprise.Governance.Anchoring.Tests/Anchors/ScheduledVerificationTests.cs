using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Anchoring.Tests.Anchors;

/// <summary>The verification that a host repeats, of a database with a log of anchors.</summary>
public sealed class ScheduledVerificationTests : IAsyncLifetime
{
    private readonly AnchoredDatabase _database = new();
    private readonly Observer _observer = new();

    public ValueTask InitializeAsync() => default;

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Run_ForkedLog_IsToldOnceAVerification()
    {
        await _database.AppendAsync("run-1", 1);
        await _database.AppendAsync("run-2", 1);
        await _database.AnchorAsync();
        using ChainLedger ledger = _database.Ledger;
        LedgerVerification verification = new(ledger, observers: [_observer]);
        (await verification.RunAsync()).Should().Be(new LedgerVerificationResult(2, 2, 0, true));
        _observer.Logs.Should().BeEmpty();
        _database.Forge("UPDATE anchor_checkpoints SET root = (SELECT hash FROM anchor_nodes WHERE level = 0 AND node_index = 0)");

        LedgerVerificationResult found = await verification.RunAsync();

        (found.Runs, found.IsLogSound, found.Ok, verification.HasFindings).Should().Be((2, false, false, true));
        _observer.Logs.Should().Equal(new LogReport(2, 2, VerifyFindingKind.LogFork, 2));
        await verification.RunAsync();
        _observer.Logs.Should().HaveCount(2, "each verification tells it anew");
    }

    [Fact]
    public async Task Run_WithAKeptHead_TellsOfALogThatWasSetBackBehindIt()
    {
        string copy = await _database.CopyAsync();
        await _database.AppendAsync("run-1", 1);
        LogHead? kept = await _database.AnchorAsync();
        await _database.RestoreAsync(copy);
        using ChainLedger ledger = _database.Ledger;
        LedgerVerification blind = new(ledger, observers: [_observer]);
        LedgerVerification verification = new(ledger, new LedgerVerificationOptions { GetRetainedAsync = _ => new(kept) }, [_observer]);
        (await blind.RunAsync()).Ok.Should().BeTrue("by itself the copy is sound");

        LedgerVerificationResult found = await verification.RunAsync();

        found.Should().Be(new LedgerVerificationResult(0, 0, 0, false));
        _observer.Logs.Should().Equal(new LogReport(0, null, VerifyFindingKind.LogRollback, 1));
    }

    private sealed class Observer : ILedgerVerificationObserver
    {
        internal List<LogReport> Logs { get; } = [];

        public ValueTask OnFindingAsync(VerifyReport report, CancellationToken cancellationToken) => default;

        public ValueTask OnLogFindingAsync(LogReport report, CancellationToken cancellationToken)
        {
            Logs.Add(report);
            return default;
        }
    }
}
