using System.Collections.Concurrent;
using System.Collections.Immutable;
using Enterprise.Governance.Json;
using Enterprise.Governance.Policies;

namespace Enterprise.Governance.Tenants;

/// <summary>The effective policy set of each tenant: the host's rules and the tenant's own. Cached until either changes.</summary>
internal sealed class TenantPolicies(IPolicyEngine engine, ITenantSource tenants, IPolicySetStore store)
{
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    // Versions whose documents this process has seen in the store.
    private readonly ConcurrentDictionary<string, bool> _stored = new(StringComparer.Ordinal);

    /// <summary>Returns the set in force; its document is stored before anybody can cite its version.</summary>
    internal async ValueTask<PolicySet> GetAsync(string tenant, CancellationToken cancellationToken)
    {
        TenantConfiguration configuration = await RequireTenantAsync(tenant, cancellationToken).ConfigureAwait(false);
        PolicySet global = engine.Current;
        if (_entries.TryGetValue(tenant, out Entry? entry) && ReferenceEquals(entry.Global, global) && ReferenceEquals(entry.Configuration, configuration))
            return entry.Set;
        PolicyLoadResult result = global.ForTenant(configuration.Policies, configuration.PolicyOptions);

        // The two files are sound each, but not together (an id twice): the last good set stays in force.
        PolicySet set = result.Set ?? entry?.Set ?? throw new PolicyLoadException(result.Errors);
        if (!_stored.ContainsKey(set.Version))
        {
            await store.WriteAsync(set.Version, set.Document, cancellationToken).ConfigureAwait(false);
            _stored[set.Version] = true;
        }

        _entries[tenant] = new Entry(global, configuration, set);
        return set;
    }

    internal async ValueTask<TenantConfiguration> RequireTenantAsync(string tenant, CancellationToken cancellationToken) =>
        await tenants.GetAsync(tenant, cancellationToken).ConfigureAwait(false)
        ?? throw new GovernanceException("unknown_tenant", $"the tenant `{tenant}` is not configured");

    /// <summary>Composes the set of every known tenant and returns what is wrong.</summary>
    internal async ValueTask<ImmutableArray<SourceDiagnostic>> CheckAsync(CancellationToken cancellationToken)
    {
        List<SourceDiagnostic> errors = [];
        foreach (string tenant in await tenants.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            if (await tenants.GetAsync(tenant, cancellationToken).ConfigureAwait(false) is { } configuration)
                errors.AddRange(engine.Current.ForTenant(configuration.Policies, configuration.PolicyOptions).Errors);
        }

        return [.. errors];
    }

    private sealed record Entry(PolicySet Global, TenantConfiguration Configuration, PolicySet Set);
}
