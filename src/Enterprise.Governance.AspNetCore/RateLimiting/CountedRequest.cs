using Enterprise.Governance.RateLimiting;

namespace Enterprise.Governance.AspNetCore.RateLimiting;

/// <summary>A feature of a request that governance counts: once it is counted, whoever comes later does not count it again.</summary>
internal sealed class CountedRequest
{
    /// <summary>Gets the latest decision. Written by the request's own flow alone.</summary>
    internal RateLimitDecision? Decision { get; private set; }

    /// <summary>Gets whether the request was counted; a refusal counts nothing, and may be followed by another question.</summary>
    internal bool IsCounted => Decision is { IsAcquired: true };

    /// <summary>Gets how many requests this one counts as.</summary>
    internal required int Permits { get; init; }

    internal void Note(RateLimitDecision decision) => Decision = decision;
}
