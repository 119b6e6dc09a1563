using Enterprise.Governance.Cli.Hosting;
using Enterprise.Governance.Policies;

namespace Enterprise.Governance.Cli.Backtesting;

/// <summary>The sets that decided, as the database keeps them, each with the candidate in its place: the candidate's rules with the tenant's own.</summary>
internal sealed class CandidateSets(IPolicySetStore store, PolicySet candidate, PolicyEffect? defaultEffect)
{
    private readonly Dictionary<string, PolicySet?> _recorded = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Version, string Tenant), PolicySet> _candidates = [];

    /// <returns>The set, or <see langword="null"/> if the database does not have it, or has another one under its version.</returns>
    internal async ValueTask<PolicySet?> FindAsync(string version, CancellationToken cancellationToken)
    {
        if (_recorded.TryGetValue(version, out PolicySet? known))
            return known;
        PolicySet? set = await store.ReadAsync(version, cancellationToken) is { } document ? PolicySet.FromDocument(document, version).Set : null;
        return _recorded[version] = set?.Version == version ? set : null;
    }

    internal PolicySet InPlaceOf(PolicySet recorded, string tenant)
    {
        if (_candidates.TryGetValue((recorded.Version, tenant), out PolicySet? known))
            return known;
        PolicySetOptions options = defaultEffect is { } effect ? new PolicySetOptions { DefaultEffect = effect } : recorded.Options;
        PolicyLoadResult composed = candidate.ForTenant(recorded.RulesOf(tenant), options);
        PolicySet set = composed.Set ?? throw CliFailure.Refused($"the candidate does not go with the rules of tenant `{tenant}`: {string.Join("; ", composed.Errors)}");
        return _candidates[(recorded.Version, tenant)] = set;
    }
}
