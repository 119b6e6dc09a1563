using System.Collections.Immutable;
using Enterprise.Governance;
using Enterprise.Governance.Policies;

namespace ReferenceServer.Dashboard.Policies;

/// <summary>The rules that a tenant is decided by: those of the house, and its own.</summary>
internal sealed class RuleBook(IPolicyEngine engine, ITenantSource tenants)
{
    internal async Task<ImmutableArray<RuleEntry>> ReadAsync(string tenant, CancellationToken cancellationToken)
    {
        ImmutableArray<PolicyRule> own = (await tenants.GetAsync(tenant, cancellationToken))?.Policies.Items ?? [];
        return [.. engine.Current.Rules.Select(static rule => RuleEntry.Of(rule, isOwn: false)), .. own.Select(static rule => RuleEntry.Of(rule, isOwn: true))];
    }
}
