using System.Collections.Concurrent;
using Microsoft.Extensions.Primitives;

namespace Enterprise.Governance.Testing.Tenants;

/// <summary>The tenants that a test named; if it named none, every tenant exists and has no limits.</summary>
internal sealed class TestTenants(IReadOnlyDictionary<string, TenantConfiguration> named) : ITenantSource
{
    // A tenant's configuration is one object as long as it does not change.
    private readonly ConcurrentDictionary<string, TenantConfiguration> _unlimited = new(StringComparer.Ordinal);

    public ValueTask<TenantConfiguration?> GetAsync(string tenant, CancellationToken cancellationToken) => ValueTask.FromResult(
        named.Count == 0 ? _unlimited.GetOrAdd(tenant, static id => new TenantConfiguration { TenantId = id }) : named.GetValueOrDefault(tenant));

    public ValueTask<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<string>>([.. named.Keys.Order(StringComparer.Ordinal)]);

    public IChangeToken Watch() => new CancellationChangeToken(CancellationToken.None);
}
