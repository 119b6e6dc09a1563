using System.Security.Cryptography;
using Enterprise.Governance.Ledger.Watching;

namespace Enterprise.Governance.Ledger;

// The schedule: a round of all chains in parts, of which whoever has the lease does the next, and before each the runs that go first.
public sealed partial class LedgerVerification
{
    private readonly ILedgerVerificationStore? _store;
    private readonly IAuditKeyProvider? _keys;
    private readonly string _holder = RandomNumberGenerator.GetHexString(32, lowercase: true);

    // The round that this process is at, and when it last asked what goes first; owned by the schedule.
    private VerificationRound? _round;
    private long? _askedAt;

    private DateTimeOffset DueAt => _state.BeganAt is { } at && at <= _time.GetUtcNow() ? at + _options.Interval : _time.GetUtcNow();

    // How often the lease is renewed, or asked for.
    private TimeSpan Turn => _options.LeaseLifetime / 3;

    /// <summary>Does the next part of what is due, if it is the turn of this process. One call at a time.</summary>
    /// <returns>How long to wait before the next call.</returns>
    internal async ValueTask<TimeSpan> StepAsync(CancellationToken cancellationToken)
    {
        if (_store is null)
        {
            await DoPartAsync(cancellationToken).ConfigureAwait(false);
            return UntilNext();
        }

        AuditKeyRing keys = await _keys!.GetKeysAsync(cancellationToken).ConfigureAwait(false);
        LedgerVerificationTurn turn = await _store.TakeAsync(_holder, _options.LeaseLifetime, cancellationToken).ConfigureAwait(false);
        if (VerificationSeal.Read(turn.State, keys) is { } saved && saved != _state)
        {
            Adopt(saved.CompletedAt == _state.CompletedAt ? saved.WithFindingsOf(_state, HasFindings) : saved);
            _round = null;
        }

        if (!turn.IsHeld)
            return Turn;
        using CancellationTokenSource done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task renewing = RenewAsync(_store, done.Token);
        try
        {
            await DoPartAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await done.CancelAsync().ConfigureAwait(false);
            await renewing.ConfigureAwait(false);
        }

        // Without the lease another process goes on from what was saved last; the next step hears of it.
        return await _store.SaveAsync(_holder, VerificationSeal.Write(_state, keys), cancellationToken).ConfigureAwait(false) ? UntilNext() : Turn;
    }

    /// <summary>Gives the lease back, so that another process need not wait until it has run out.</summary>
    internal async ValueTask ReleaseAsync()
    {
        if (_store is not null)
            await _store.ReleaseAsync(_holder, CancellationToken.None).ConfigureAwait(false);
    }

    private async ValueTask DoPartAsync(CancellationToken cancellationToken)
    {
        await VerifyFirstAsync(cancellationToken).ConfigureAwait(false);
        if (!_state.IsUnderWay)
        {
            if (_time.GetUtcNow() < DueAt)
                return;
            _state = _state.Begin(_time.GetUtcNow());
            _round = null;
        }

        _round ??= NewRound();
        if (_round.Ahead > TimeSpan.Zero)
            return;
        TimeSpan lifetime = _options.GetFirstAsync is null || _options.FirstInterval > ViewLifetime ? ViewLifetime : _options.FirstInterval;
        Adopt(await GoOnAsync(_round, _state, lifetime, cancellationToken).ConfigureAwait(false));
    }

    private async ValueTask VerifyFirstAsync(CancellationToken cancellationToken)
    {
        if (_options.GetFirstAsync is not { } get || UntilFirst() > TimeSpan.Zero)
            return;
        _askedAt = _time.GetTimestamp();
        VerifyOptions options = new() { Strict = _options.Strict };
        foreach (string runId in await get(cancellationToken).ConfigureAwait(false))
        {
            if (await _ledger.VerifyAsync(runId, options, cancellationToken).ConfigureAwait(false) is not { } report)
                continue;
            await _telling.TellAsync(report, cancellationToken).ConfigureAwait(false);
            if (!report.Ok)
                _state = _state with { HasFoundBeside = true, HasFindings = true };
        }
    }

    private TimeSpan UntilFirst() => _askedAt is { } at ? _options.FirstInterval - _time.GetElapsedTime(at) : TimeSpan.Zero;

    private TimeSpan UntilNext()
    {
        TimeSpan wait = _state.IsUnderWay ? _round!.Ahead : DueAt - _time.GetUtcNow();
        if (_options.GetFirstAsync is not null && UntilFirst() < wait)
            wait = UntilFirst();
        if (_store is not null && Turn < wait)
            wait = Turn;
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    private async Task RenewAsync(ILedgerVerificationStore store, CancellationToken done)
    {
        while (!done.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(Turn, _time, done).ConfigureAwait(false);
                await store.TakeAsync(_holder, _options.LeaseLifetime, done).ConfigureAwait(false);
            }
            catch (Exception e) when (e is GovernanceException or OperationCanceledException)
            {
                // The part is over; or the store is away, and saving says whether the lease is.
            }
        }
    }
}
