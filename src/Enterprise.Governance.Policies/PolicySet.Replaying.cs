using System.Diagnostics.CodeAnalysis;
using Enterprise.Governance.Policies.Evaluation;

namespace Enterprise.Governance.Policies;

public sealed partial class PolicySet
{
    /// <summary>Decides a request whose arguments are not known, if no rule has to ask for them.</summary>
    /// <param name="request">What is to be decided; its arguments are not looked at.</param>
    /// <param name="decision">The decision, whatever the arguments are.</param>
    /// <returns><see langword="false"/> if a rule would look at the arguments. It takes time by the number of rules.</returns>
    /// <exception cref="ArgumentException">The request names no action.</exception>
    public bool TryEvaluateWithoutArguments(in PolicyRequest request, [NotNullWhen(true)] out PolicyDecision? decision)
    {
        decision = null;
        PolicyRequest bare = request with { Args = default };
        foreach (PolicyRule rule in Rules)
        {
            if (!rule.Enabled || !rule.Phases.Contains(bare.Phase) || (rule.Tenant is not null && rule.Tenant != bare.Tenant))
                continue;
            EvaluationContext context = new(in bare);
            _ = rule.Condition.Evaluate(ref context);
            if (context.HasReadArguments)
                return false;
        }

        decision = Evaluate(in bare);
        return true;
    }

    /// <summary>Returns a tenant's own rules, to be composed with other rules of everybody.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <returns>The rules that match that tenant only; perhaps none.</returns>
    /// <exception cref="ArgumentException"><paramref name="tenant"/> is not a valid identifier.</exception>
    public PolicyRules RulesOf(string tenant)
    {
        GovernanceIdentifier.Require(tenant);
        return new PolicyRules(tenant, [.. Rules.Where(rule => rule.Tenant == tenant)]);
    }
}
