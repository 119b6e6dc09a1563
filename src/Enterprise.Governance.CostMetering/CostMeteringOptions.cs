namespace Enterprise.Governance.CostMetering;

/// <summary>How the cost meter works.</summary>
public sealed class CostMeteringOptions
{
    /// <summary>Gets or sets how long a hold lives without being renewed.</summary>
    /// <value>2 minutes by default, from 1 second to 1 day. After a crash, what was held is free again at latest then.</value>
    public TimeSpan HoldLifetime { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Gets or sets how often a <see cref="MeteredCall"/> renews its hold.</summary>
    /// <value>30 seconds by default; at most half of <see cref="HoldLifetime"/>, so that one lost renewal does not lose the hold.</value>
    public TimeSpan RenewInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets the limits of tenants that <see cref="Tenants"/> does not name.</summary>
    /// <value>Unlimited by default. Used by <see cref="OptionsCostLimitSource"/> alone.</value>
    public TenantCostLimits DefaultLimits { get; set; } = TenantCostLimits.Unlimited;

    /// <summary>Gets the limits by tenant identifier.</summary>
    /// <value>Empty by default. Used by <see cref="OptionsCostLimitSource"/> alone.</value>
    public IDictionary<string, TenantCostLimits> Tenants { get; } = new Dictionary<string, TenantCostLimits>(StringComparer.Ordinal);

    /// <summary>Gets or sets the prices that add an amount of money to usage rows.</summary>
    /// <value>None by default.</value>
    public PriceBook? PriceBook { get; set; }
}
