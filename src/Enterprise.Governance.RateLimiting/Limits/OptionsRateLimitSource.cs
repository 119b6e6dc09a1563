using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Enterprise.Governance.RateLimiting;

/// <summary>Rates out of <see cref="RateLimitOptions"/>, copied once. Thread-safe.</summary>
public sealed class OptionsRateLimitSource : IRateLimitSource
{
    private readonly TenantRateLimits _defaults;
    private readonly FrozenDictionary<string, TenantRateLimits> _tenants;

    /// <summary>Copies the rates.</summary>
    /// <param name="options">Where they are written.</param>
    public OptionsRateLimitSource(RateLimitOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _defaults = options.DefaultLimits;
        _tenants = options.Tenants.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    /// <returns>The tenant's own rates, or <see cref="RateLimitOptions.DefaultLimits"/>.</returns>
    public ValueTask<TenantRateLimits> GetAsync(string tenant, CancellationToken cancellationToken) => new(_tenants.GetValueOrDefault(tenant, _defaults));

    /// <inheritdoc/>
    public bool TryGet(string tenant, [NotNullWhen(true)] out TenantRateLimits? limits)
    {
        limits = _tenants.GetValueOrDefault(tenant, _defaults);
        return true;
    }
}
