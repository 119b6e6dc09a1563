using Enterprise.Governance.RateLimiting;

namespace Enterprise.Governance.Postgres;

/// <summary>
/// Lets the requests of a tenant go together: they meet in its counters anyway, where one would wait for the other. While as many calls as allowed are
/// under way, requests gather, and form the next call. No timer, no delay when idle. If one of them is refused, none has counted, and each goes by itself.
/// </summary>
internal sealed class PostgresRateLimitLanes(Func<PostgresRateLimitCall, CancellationToken, ValueTask<RateLimitStoreResult>> call, StoreInstruments instruments)
{
    // Two keep the server busy while a result travels; together bounds how long one call holds its locks.
    private const int Calls = 2, Together = 256;

    private readonly Lock _gate = new();

    // The tenants that have a call under way. Guarded by _gate, with what is in the lanes.
    private readonly Dictionary<(string Tenant, int WindowSeconds), Lane> _lanes = [];

    internal async ValueTask<RateLimitStoreResult> AcquireAsync(RateLimitStoreRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        PostgresRateLimitWaiter? waiter = Enter(request);
        if (waiter is not null)
            return await waiter.WaitAsync(cancellationToken).ConfigureAwait(false) ?? await call(PostgresRateLimitCall.Of(request), cancellationToken).ConfigureAwait(false);

        GovernanceException? failure = null;
        try
        {
            return await call(PostgresRateLimitCall.Of(request), cancellationToken).ConfigureAwait(false);
        }
        catch (GovernanceException e) when (Note(e, out failure))
        {
            throw;
        }
        finally
        {
            Leave(request, failure);
        }
    }

    /// <summary>Counts the request as under way, or makes it wait.</summary>
    private PostgresRateLimitWaiter? Enter(RateLimitStoreRequest request)
    {
        lock (_gate)
        {
            if (!_lanes.TryGetValue((request.Tenant, request.WindowSeconds), out Lane? lane))
                _lanes.Add((request.Tenant, request.WindowSeconds), lane = new Lane());
            if (lane.Calls < Calls)
            {
                lane.Calls++;
                return null;
            }

            PostgresRateLimitWaiter waiter = new(request);
            lane.Waiting.Enqueue(waiter);
            return waiter;
        }
    }

    /// <summary>Ends a call: the next one takes its place, or fails as it did if the store is in trouble.</summary>
    private void Leave(RateLimitStoreRequest request, GovernanceException? failure)
    {
        List<PostgresRateLimitWaiter> next = [];
        lock (_gate)
        {
            Lane lane = _lanes[(request.Tenant, request.WindowSeconds)];
            while ((failure is not null || next.Count < Together) && lane.Waiting.TryDequeue(out PostgresRateLimitWaiter? waiter))
            {
                if (waiter.TryTake())
                    next.Add(waiter);
            }

            if ((next.Count == 0 || failure is not null) && --lane.Calls == 0 && lane.Waiting.Count == 0)
                _lanes.Remove((request.Tenant, request.WindowSeconds));
        }

        if (failure is not null)
            next.ForEach(waiter => waiter.Fail(failure));
        else if (next.Count > 0)
        {
            // It is for others than the one who leaves: nothing of his context flows into it, above all no ambient transaction.
            bool isSuppressed = ExecutionContext.IsFlowSuppressed();
            using (isSuppressed ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow())
                _ = Task.Run(() => RunAsync(next));
        }
    }

    private async Task RunAsync(List<PostgresRateLimitWaiter> waiters)
    {
        GovernanceException? failure = null;
        PostgresRateLimitSums sums = new();
        List<PostgresRateLimitWaiter> joined = waiters.FindAll(waiter => sums.TryAdd(waiter.Request));
        try
        {
            RateLimitStoreResult together = await call(PostgresRateLimitCall.Of(joined[0].Request, sums), CancellationToken.None).ConfigureAwait(false);
            instruments.Together(StoreInstruments.Limit, joined.Count);
            if (together.IsAcquired)
            {
                RateLimitStoreResult[] results = sums.Split(joined.ConvertAll(static waiter => waiter.Request), together);
                for (int i = 0; i < results.Length; i++)
                    joined[i].Complete(results[i]);
            }
        }
        catch (GovernanceException e) when (Note(e, out failure))
        {
            joined.ForEach(waiter => waiter.Fail(e));
        }
        catch (Exception)
        {
            // Whose fault it is shows when each goes by itself.
        }
        finally
        {
            Leave(waiters[0].Request, failure);

            // Of those that have a result already, this changes nothing.
            waiters.ForEach(static waiter => waiter.GoAlone());
        }
    }

    private static bool Note(GovernanceException exception, out GovernanceException? failure) => (failure = exception.IsTransient ? exception : null) is not null;

    private sealed class Lane
    {
        internal int Calls { get; set; }

        internal Queue<PostgresRateLimitWaiter> Waiting { get; } = new();
    }
}
