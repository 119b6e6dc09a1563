using System.Threading.RateLimiting;

namespace Enterprise.Governance.RateLimiting;

/// <summary>Metadata of leases beyond that of .NET itself (<see cref="MetadataName.RetryAfter"/>).</summary>
public static class RateLimitMetadata
{
    /// <summary>Gets the name of the whole decision, for instance to write header fields from it.</summary>
    public static MetadataName<RateLimitDecision> Decision { get; } = new("GOVERNANCE_DECISION");
}
