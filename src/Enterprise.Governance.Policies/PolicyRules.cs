using System.Collections.Immutable;
using Enterprise.Governance.Json;
using Enterprise.Governance.Policies.Reading;
using Enterprise.Governance.Policies.Rules;

namespace Enterprise.Governance.Policies;

/// <summary>Rules that have been read and checked, ready to be composed into sets: those of everybody, or those of one tenant. Immutable.</summary>
public sealed class PolicyRules
{
    internal PolicyRules(string? tenant, ImmutableArray<PolicyRule> items) => (Tenant, Items) = (tenant, items);

    /// <summary>No rules.</summary>
    public static PolicyRules Empty { get; } = new(null, []);

    /// <summary>Gets the tenant that the rules match and no other; <see langword="null"/> for rules of everybody.</summary>
    public string? Tenant { get; }

    /// <summary>Gets the rules in the order of the file.</summary>
    public ImmutableArray<PolicyRule> Items { get; }

    /// <summary>Reads an array of rules that stands inside another document, such as <c>policies</c> of a tenant file.</summary>
    /// <param name="policies">The array.</param>
    /// <param name="tenant">The tenant whose rules these are, or <see langword="null"/> for rules of everybody.</param>
    /// <param name="errors">Receives what is wrong, all of it.</param>
    /// <param name="warnings">Receives what can be loaded and looks like a mistake.</param>
    /// <returns>The rules, or <see langword="null"/> if anything is wrong.</returns>
    /// <exception cref="ArgumentException"><paramref name="tenant"/> is not a valid identifier.</exception>
    public static PolicyRules? Read(SourceNode policies, string? tenant, ICollection<SourceDiagnostic> errors, ICollection<SourceDiagnostic> warnings)
    {
        ArgumentNullException.ThrowIfNull(policies);
        ArgumentNullException.ThrowIfNull(errors);
        ArgumentNullException.ThrowIfNull(warnings);
        if (tenant is not null)
            GovernanceIdentifier.Require(tenant);
        int before = errors.Count;
        List<PolicyRule> rules = [];
        new RuleReader(tenant, normalForm: false, new RuleIds(), errors, warnings).ReadRules(policies, rules);
        return errors.Count == before ? new PolicyRules(tenant, [.. rules]) : null;
    }
}
