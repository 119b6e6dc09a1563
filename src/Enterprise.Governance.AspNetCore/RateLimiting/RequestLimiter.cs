using System.Threading.RateLimiting;
using Enterprise.Governance.RateLimiting;

namespace Enterprise.Governance.AspNetCore.RateLimiting;

/// <summary>
/// A scope's limiter as the built-in middleware uses it. That middleware shows a lease only to whoever handles a rejection, so the decision goes to the request's own flow from here, and the
/// endpoint's weight comes from there.
/// </summary>
internal sealed class RequestLimiter(RateLimiter inner) : RateLimiter
{
    private static readonly AsyncLocal<CountedRequest?> Current = new();

    public override TimeSpan? IdleDuration => inner.IdleDuration;

    /// <summary>Names the request whose flow asks next.</summary>
    internal static void Enter(CountedRequest request) => Current.Value = request;

    public override RateLimiterStatistics? GetStatistics() => inner.GetStatistics();

    protected override RateLimitLease AttemptAcquireCore(int permitCount) => Note(inner.AttemptAcquire(Weigh(permitCount)), Current.Value);

    protected override async ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken)
    {
        CountedRequest? request = Current.Value;
        return Note(await inner.AcquireAsync(Weigh(permitCount), cancellationToken).ConfigureAwait(false), request);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
    }

    private static int Weigh(int permitCount) => checked(permitCount * (Current.Value?.Permits ?? 1));

    private static RateLimitLease Note(RateLimitLease lease, CountedRequest? request)
    {
        if (request is not null && lease.TryGetMetadata(RateLimitMetadata.Decision, out RateLimitDecision? decision) && decision is not null)
            request.Note(decision);
        return lease;
    }
}
