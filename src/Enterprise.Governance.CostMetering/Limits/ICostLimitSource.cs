namespace Enterprise.Governance.CostMetering;

/// <summary>Tells the meter a tenant's limits. Implementations are thread-safe and answer from memory on the common path.</summary>
public interface ICostLimitSource
{
    /// <summary>Returns the limits of a tenant as they are now.</summary>
    /// <param name="tenant">The tenant's identifier.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The limits. What an unknown tenant gets is the source's decision; one that denies returns limits of 0 or throws.</returns>
    /// <exception cref="GovernanceException">The limits cannot be had.</exception>
    ValueTask<TenantCostLimits> GetAsync(string tenant, CancellationToken cancellationToken);
}
