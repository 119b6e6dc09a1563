using System.Collections.Immutable;

namespace Enterprise.Governance.RateLimiting;

public sealed partial class GovernanceRateLimiter
{
    private async ValueTask<RateLimitDecision> DecideAsync(string tenant, ImmutableArray<RateLimitStoreKey> keys, int permits, CancellationToken cancellationToken)
    {
        if (keys.IsEmpty)
            return Unlimited(permits);
        long?[] reserved = new long?[keys.Length];
        while (true)
        {
            RateLimitKeyState[] states = StatesOf(keys);
            if (RefuseZeroLimits(keys, states))
                return RateLimitDecision.FromKeys(RateLimitOrigin.Spent, permits, ImmutableArray.Create(states));
            switch (_local.Take(tenant, keys, permits, mayReservePart: true, reserved, states))
            {
                case LocalVerdict.Acquired:
                    return RateLimitDecision.FromKeys(RateLimitOrigin.Leased, permits, ImmutableArray.Create(states));
                case LocalVerdict.Spent:
                    return RateLimitDecision.FromKeys(RateLimitOrigin.Spent, permits, ImmutableArray.Create(states));
            }

            if (await AskStoreAsync(tenant, keys, permits, reserved, states, cancellationToken).ConfigureAwait(false) is { } decision)
                return decision;
        }
    }

    /// <summary>Asks the store for the keys that are not reserved; null if a reserved permit's window ended meanwhile, so that all must be asked anew.</summary>
    private async ValueTask<RateLimitDecision?> AskStoreAsync(
        string tenant, ImmutableArray<RateLimitStoreKey> keys, int permits, long?[] reserved, RateLimitKeyState[] states, CancellationToken cancellationToken)
    {
        ImmutableArray<RateLimitStoreKey> asked = [.. keys.Where((_, i) => reserved[i] is null)];
        if (!_circuit.TryEnter())
            return await FailAsync(tenant, keys, permits, reserved, states).ConfigureAwait(false);
        RateLimitStoreResult result;
        long sentAt = _timeProvider.GetTimestamp();
        try
        {
            result = await _store.AcquireAsync(new RateLimitStoreRequest(tenant, _windowSeconds, permits, asked), cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _circuit.Abandoned();
            GiveBack(tenant, keys, permits, reserved);
            throw;
        }
        catch (Exception e)
        {
            _instruments.StoreFailed();
            if (_circuit.Failed())
                _logger.StoreFailed(e, _onStoreFailure);
            return await FailAsync(tenant, keys, permits, reserved, states).ConfigureAwait(false);
        }

        if (_circuit.Succeeded())
            _logger.StoreRecovered();
        return Conclude(tenant, keys, permits, reserved, states, result, sentAt);
    }

    private RateLimitDecision? Conclude(
        string tenant, ImmutableArray<RateLimitStoreKey> keys, int permits, long?[] reserved, RateLimitKeyState[] states, RateLimitStoreResult result, long sentAt)
    {
        long newest = result.Keys.Max(static key => key.WindowStart);
        bool isStale = result.IsAcquired && reserved.Any(start => start < newest);
        int next = 0;
        for (int i = 0; i < keys.Length; i++)
        {
            if (reserved[i] is not null)
                continue;
            RateLimitStoreKeyResult answer = result.Keys[next++];
            DateTimeOffset end = DateTimeOffset.FromUnixTimeSeconds(answer.WindowStart + _windowSeconds);
            TimeSpan resetAfter = end - result.Now;

            // The store read its clock after we sent: counted from then, our deadline is never later than the store's.
            long deadline = sentAt + (long)(resetAfter.TotalSeconds * _timeProvider.TimestampFrequency);
            long left = Math.Max(0, keys[i].Limit - answer.Count);
            long leased = answer.Taken - (result.IsAcquired && !isStale ? permits : 0);
            _local.Learn(tenant, keys[i], answer.WindowStart, deadline, left, Math.Max(0, leased), answer.IsRefused || left == 0);
            states[i] = states[i] with
            {
                Remaining = left + Math.Max(0, leased),
                ResetAfter = resetAfter,
                WindowStart = DateTimeOffset.FromUnixTimeSeconds(answer.WindowStart),
                IsRefused = answer.IsRefused,
            };
        }

        if (isStale)
        {
            // What this answer took is stock now; what was reserved in an older window is gone with it.
            for (int i = 0; i < keys.Length; i++)
            {
                if (reserved[i] < newest)
                    _local.Forget(tenant, keys[i], newest);
            }
        }

        if (isStale || !result.IsAcquired)
            GiveBack(tenant, keys, permits, reserved);
        if (isStale)
            return null;
        return RateLimitDecision.FromKeys(RateLimitOrigin.Store, permits, ImmutableArray.Create(states));
    }

    /// <summary>Decides without the store, as the options say.</summary>
    private async ValueTask<RateLimitDecision> FailAsync(string tenant, ImmutableArray<RateLimitStoreKey> keys, int permits, long?[] reserved, RateLimitKeyState[] states)
    {
        GiveBack(tenant, keys, permits, reserved);
        if (_onStoreFailure == RateLimitStoreFailure.Allow)
            return new RateLimitDecision(isAcquired: true, RateLimitOrigin.StoreFailure, permits, ImmutableArray.Create(states));
        if (_onStoreFailure == RateLimitStoreFailure.Deny)
            return new RateLimitDecision(isAcquired: false, RateLimitOrigin.StoreFailure, permits, ImmutableArray.Create(states), _circuit.RetryAfter());

        ImmutableArray<RateLimitStoreKey> shares = [.. keys.Select(key => key with { Limit = key.Limit / _expectedInstances, LeaseSize = 0 })];
        RateLimitStoreResult result = await _fallback.AcquireAsync(new RateLimitStoreRequest(tenant, _windowSeconds, permits, shares), CancellationToken.None).ConfigureAwait(false);
        for (int i = 0; i < states.Length; i++)
        {
            DateTimeOffset start = DateTimeOffset.FromUnixTimeSeconds(result.Keys[i].WindowStart);
            states[i] = states[i] with
            {
                Remaining = Math.Max(0, shares[i].Limit - result.Keys[i].Count),
                ResetAfter = start.AddSeconds(_windowSeconds) - result.Now,
                WindowStart = start,
                IsRefused = result.Keys[i].IsRefused,
            };
        }

        return RateLimitDecision.FromKeys(RateLimitOrigin.LocalFallback, permits, ImmutableArray.Create(states));
    }

    private void GiveBack(string tenant, ImmutableArray<RateLimitStoreKey> keys, int permits, long?[] reserved)
    {
        for (int i = 0; i < keys.Length; i++)
        {
            if (reserved[i] is { } windowStart)
                _local.GiveBack(tenant, keys[i], windowStart, permits);
            reserved[i] = null;
        }
    }
}
