using Enterprise.Governance.Ledger;
using Enterprise.Governance.Pipeline;
using Enterprise.Governance.RateLimiting;

namespace Enterprise.Governance;

public sealed partial class GovernedRun
{
    /// <summary>What a refusal names when no key refused, but the limiter's store was down and the host chose to deny then.</summary>
    private const string StoreDown = "store_unavailable";

    private static readonly TimeSpan StoreDownWindow = TimeSpan.FromMinutes(1);

    /// <summary>Counts the call against tenant, org and user; returns the refusal, or nothing if it may go on.</summary>
    private async ValueTask<ActionOutcome<T>?> RefusedByRateAsync<T>(string subject, string name, CancellationToken cancellationToken)
    {
        RateLimitDecision decision = await _services.RateLimiter.AcquireAsync(Scope, 1, cancellationToken).ConfigureAwait(false);
        if (decision.IsAcquired)
            return null;

        // A limit of 0 is refused in the next window too, and nobody knows when a store is back; one event a window tells of either.
        TimeSpan window = decision.RetryAfter ?? decision.RefusedKey?.ResetAfter ?? StoreDownWindow;
        DateTimeOffset now = _services.Time.GetUtcNow();
        long told = Interlocked.Read(ref _refusalToldUntil);
        bool isFirst = now.UtcTicks >= told && Interlocked.CompareExchange(ref _refusalToldUntil, (now + window).UtcTicks, told) == told;
        if (isFirst)
        {
            PreparedEvent limited = Prepare(PipelineEvents.RateLimited(subject, name, decision.RefusedKey?.Name ?? StoreDown, decision.RefusedKey?.Limit ?? 0, decision.RetryAfter));
            try
            {
                await StoreRefusalAsync(new RefusalCommit { RunId = RunId, Events = [limited], FencingToken = _lease?.FencingToken }, cancellationToken).ConfigureAwait(false);
            }
            catch
            {
                // Nobody was told: the next refusal of the window is the first.
                Interlocked.Exchange(ref _refusalToldUntil, told);
                throw;
            }
        }
        else
        {
            Interlocked.Increment(ref _suppressedRefusals);
        }

        return new ActionOutcome<T>
        {
            Status = ActionStatus.RateLimited,
            Code = "rate_limited",
            Reason = decision.RefusedKey is { } key ? $"the limit of {key.Name} is reached" : "the rate limiter's store is unavailable",
            RetryAfter = decision.RetryAfter,
        };
    }
}
