using System.Collections.Concurrent;
using System.Collections.Immutable;
using Enterprise.Governance.Json;
using Enterprise.Governance.Policies;
using Microsoft.Extensions.Logging;

namespace Enterprise.Governance.Tenants;

/// <summary>
/// The effective policy set of each tenant: a version that was activated for it in the store, else the host's rules and the tenant's own.
/// Cached until either changes; an activation is noticed within <see cref="ActivationPoll"/>.
/// </summary>
internal sealed class TenantPolicies(IPolicyEngine engine, ITenantSource tenants, IPolicySetStore store, TimeProvider time, ILogger logger)
{
    internal static readonly TimeSpan ActivationPoll = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    // Versions whose documents this process has seen in the store.
    private readonly ConcurrentDictionary<string, bool> _stored = new(StringComparer.Ordinal);

    /// <summary>Returns the set in force; its document is stored before anybody can cite its version.</summary>
    internal async ValueTask<PolicySet> GetAsync(string tenant, CancellationToken cancellationToken)
    {
        TenantConfiguration configuration = await RequireTenantAsync(tenant, cancellationToken).ConfigureAwait(false);
        PolicySet global = engine.Current;
        long now = time.GetTimestamp();
        bool known = _entries.TryGetValue(tenant, out Entry? entry);
        bool isFresh = known && time.GetElapsedTime(entry!.CheckedAt, now) < ActivationPoll;
        if (isFresh && ReferenceEquals(entry!.Global, global) && ReferenceEquals(entry.Configuration, configuration))
            return entry.Set;
        PolicySet? activated = await FindActiveAsync(tenant, entry, cancellationToken).ConfigureAwait(false);
        PolicySet set = activated ?? Compose(global, configuration, entry);
        if (!_stored.ContainsKey(set.Version))
        {
            await store.WriteAsync(set.Version, set.Document, cancellationToken).ConfigureAwait(false);
            _stored[set.Version] = true;
        }

        _entries[tenant] = new Entry(global, configuration, set, activated is not null, now);
        return set;
    }

    /// <summary>Decides by a tenant's set, and counts the decision.</summary>
    internal PolicyDecision Evaluate(PolicySet set, in PolicyRequest request) => engine.Evaluate(set, request);

    internal async ValueTask<bool> IsKnownAsync(string tenant, CancellationToken cancellationToken) =>
        await tenants.GetAsync(tenant, cancellationToken).ConfigureAwait(false) is not null;

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

    private async ValueTask<PolicySet?> FindActiveAsync(string tenant, Entry? entry, CancellationToken cancellationToken)
    {
        if (await store.GetActiveAsync(tenant, cancellationToken).ConfigureAwait(false) is not { } version)
            return null;
        if (entry is not null && string.Equals(entry.Set.Version, version, StringComparison.Ordinal))
            return entry.Set;
        ReadOnlyMemory<byte> document = await store.ReadAsync(version, cancellationToken).ConfigureAwait(false)
            ?? throw new GovernanceException("policy_set_missing", $"the active policy set of tenant `{tenant}` is not in the store");
        return PolicySet.FromDocument(document, version).GetSet();
    }

    private PolicySet Compose(PolicySet global, TenantConfiguration configuration, Entry? entry)
    {
        // A look for activations that finds none, with the same inputs as before, keeps the set it had composed.
        if (entry is { IsActivated: false } && ReferenceEquals(entry.Global, global) && ReferenceEquals(entry.Configuration, configuration))
            return entry.Set;
        PolicyLoadResult result = global.ForTenant(configuration.Policies, configuration.PolicyOptions);

        // The two files are sound each, but not together (an id twice): the last good set stays in force.
        if (result.Set is null)
            logger.TenantRulesClash(string.Join(Environment.NewLine, result.Errors));
        return result.Set ?? entry?.Set ?? throw new PolicyLoadException(result.Errors);
    }

    private sealed record Entry(PolicySet Global, TenantConfiguration Configuration, PolicySet Set, bool IsActivated, long CheckedAt);
}
