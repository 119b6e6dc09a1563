using Enterprise.Governance.AspNetCore;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Says how requests to endpoints count.</summary>
public static class GovernanceLimitConventionBuilderExtensions
{
    /// <summary>Keeps requests to these endpoints out of governance's rate limits.</summary>
    /// <typeparam name="TBuilder">The builder's type.</typeparam>
    /// <param name="builder">An endpoint or a group.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder DisableGovernanceRateLimiting<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new DisableGovernanceRateLimitingAttribute());

    /// <summary>Makes one request to these endpoints count as several.</summary>
    /// <typeparam name="TBuilder">The builder's type.</typeparam>
    /// <param name="builder">An endpoint or a group.</param>
    /// <param name="permits">How many requests it counts as; at least 1.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>A weight greater than a limit is never admitted.</remarks>
    public static TBuilder WithGovernancePermits<TBuilder>(this TBuilder builder, int permits)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new GovernancePermitsAttribute(permits));
}
