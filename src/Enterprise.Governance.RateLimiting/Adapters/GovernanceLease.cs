using System.Threading.RateLimiting;

namespace Enterprise.Governance.RateLimiting;

/// <summary>A decision in the shape of a .NET lease. Permits of a fixed window are not returned, so disposing does nothing.</summary>
internal sealed class GovernanceLease(RateLimitDecision decision) : RateLimitLease
{
    public override bool IsAcquired => decision.IsAcquired;

    public override IEnumerable<string> MetadataNames => decision.RetryAfter is null
        ? [RateLimitMetadata.Decision.Name]
        : [RateLimitMetadata.Decision.Name, MetadataName.RetryAfter.Name];

    public override bool TryGetMetadata(string metadataName, out object? metadata)
    {
        metadata = null;
        if (metadataName == RateLimitMetadata.Decision.Name)
            metadata = decision;
        else if (metadataName == MetadataName.RetryAfter.Name && decision.RetryAfter is { } retryAfter)
            metadata = retryAfter;
        return metadata is not null;
    }
}
