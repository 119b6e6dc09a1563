using System.Collections.Immutable;
using Enterprise.Governance.Policies.Conditions;

namespace Enterprise.Governance.Policies.Linting.Claims;

/// <summary>What a request makes of the rules of a phase.</summary>
/// <param name="Counting">The rules that count, by precedence, and whether their condition is true or unknown.</param>
internal sealed record Situation(ImmutableArray<(PolicyRule Rule, Truth Truth)> Counting)
{
    /// <summary>Returns how a rule counts; false if it does not.</summary>
    internal Truth TruthOf(PolicyRule rule) => Counting.FirstOrDefault(item => item.Rule == rule).Truth;

    /// <summary>Returns the rules whose condition is true or unknown, by precedence.</summary>
    internal IEnumerable<PolicyRule> Rules(Truth truth) => Counting.Where(item => item.Truth == truth).Select(static item => item.Rule);
}
