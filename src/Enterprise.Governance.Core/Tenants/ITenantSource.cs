using Microsoft.Extensions.Primitives;

namespace Enterprise.Governance;

/// <summary>Knows the tenants. Implementations cache: <see cref="GetAsync"/> is on the path of every action. Thread-safe.</summary>
public interface ITenantSource
{
    /// <summary>Finds a tenant's configuration.</summary>
    /// <param name="tenant">The tenant's id.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The configuration, the same object until it changes; or <see langword="null"/>: actions of the tenant are denied.</returns>
    ValueTask<TenantConfiguration?> GetAsync(string tenant, CancellationToken cancellationToken);

    /// <summary>Lists the ids of all tenants that have a configuration of their own.</summary>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The ids, ordinal.</returns>
    ValueTask<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Returns a token that fires once when any configuration has changed.</summary>
    /// <returns>The token.</returns>
    IChangeToken Watch();
}
