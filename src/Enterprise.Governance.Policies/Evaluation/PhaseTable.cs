using System.Collections.Frozen;
using System.Collections.Immutable;
using Enterprise.Governance.Policies.Conditions;

namespace Enterprise.Governance.Policies.Evaluation;

/// <summary>The enabled rules of one phase: by the literal action without which they are false, and the rest.</summary>
/// <remarks>INVARIANT: every array is in order of precedence, and no rule is in the rest and under an action.</remarks>
internal sealed class PhaseTable
{
    private readonly FrozenDictionary<string, RankedRule[]> _byAction;
    private readonly RankedRule[] _rest;

    private PhaseTable(IEnumerable<RankedRule> rules)
    {
        Dictionary<string, List<RankedRule>> byAction = new(StringComparer.Ordinal);
        List<RankedRule> rest = [];
        foreach (RankedRule ranked in rules)
        {
            if (ranked.Rule.Condition.RequiredActions() is not { } actions)
            {
                rest.Add(ranked);
                continue;
            }

            foreach (string action in actions)
            {
                if (!byAction.TryGetValue(action, out List<RankedRule>? list))
                    byAction.Add(action, list = []);
                list.Add(ranked);
            }
        }

        _byAction = byAction.ToFrozenDictionary(static pair => pair.Key, static pair => pair.Value.ToArray(), StringComparer.Ordinal);
        _rest = [.. rest];
    }

    internal static FrozenDictionary<string, PhaseTable> Build(ImmutableArray<PolicyRule> rules)
    {
        RankedRule[] ranked =
        [
            .. rules.Where(static rule => rule.Enabled)
                .OrderByDescending(static rule => rule.Priority)
                .ThenBy(static rule => rule.PolicyId, StringComparer.Ordinal)
                .Select(static (rule, rank) => new RankedRule(rule, rank)),
        ];
        return ranked
            .SelectMany(static rule => rule.Rule.Phases.Select(phase => (Phase: phase, Rule: rule)))
            .GroupBy(static pair => pair.Phase, static pair => pair.Rule, StringComparer.Ordinal)
            .ToFrozenDictionary(static group => group.Key, static group => new PhaseTable(group), StringComparer.Ordinal);
    }

    /// <summary>Asks the rules that may match, in order of precedence.</summary>
    internal void Evaluate(in PolicyRequest request, ref DecisionBuilder decision)
    {
        EvaluationContext context = new(in request);
        ReadOnlySpan<RankedRule> rest = _rest;
        ReadOnlySpan<RankedRule> literal = _byAction.TryGetValue(request.Action, out RankedRule[]? found) ? found : [];
        while (!literal.IsEmpty || !rest.IsEmpty)
        {
            bool takeRest = literal.IsEmpty || (!rest.IsEmpty && rest[0].Rank < literal[0].Rank);
            ref ReadOnlySpan<RankedRule> source = ref takeRest ? ref rest : ref literal;
            PolicyRule rule = source[0].Rule;
            source = source[1..];
            if (rule.Tenant is not null && !string.Equals(rule.Tenant, request.Tenant, StringComparison.Ordinal))
                continue;
            Truth truth = rule.Condition.Evaluate(ref context);
            if (truth == Truth.True || (truth == Truth.Unknown && rule.Effect.FailsClosed))
                decision.Add(rule, truth);
        }
    }
}
