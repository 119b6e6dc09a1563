using System.Collections.Frozen;

namespace Enterprise.Governance.CostMetering;

/// <summary>Limits out of <see cref="CostMeteringOptions"/>, copied once. Thread-safe.</summary>
public sealed class OptionsCostLimitSource : ICostLimitSource
{
    private readonly TenantCostLimits _defaults;
    private readonly FrozenDictionary<string, TenantCostLimits> _tenants;

    /// <summary>Copies the limits.</summary>
    /// <param name="options">Where they are written.</param>
    public OptionsCostLimitSource(CostMeteringOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _defaults = options.DefaultLimits;
        _tenants = options.Tenants.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    /// <returns>The tenant's own limits, or <see cref="CostMeteringOptions.DefaultLimits"/>.</returns>
    public ValueTask<TenantCostLimits> GetAsync(string tenant, CancellationToken cancellationToken) =>
        new(_tenants.GetValueOrDefault(tenant, _defaults));
}
