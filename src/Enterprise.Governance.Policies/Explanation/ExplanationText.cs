using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Enterprise.Governance.Policies.Rules;

namespace Enterprise.Governance.Policies.Explanation;

/// <summary>Explanations for people: the decision, then each rule with its criteria; a <c>&gt;</c> marks what decided.</summary>
internal static class ExplanationText
{
    internal static string Of(PolicyExplanation explanation)
    {
        PolicyDecision decision = explanation.Decision;
        StringBuilder text = new();
        text.Append(decision.Effect.ToJsonName());
        if (decision.DenyReason is not null)
            text.Append(CultureInfo.InvariantCulture, $": {decision.DenyReason}");
        if (decision.CostUnits is { } cost)
            text.Append(CultureInfo.InvariantCulture, $", cost {cost}");
        if (!explanation.Rules.Any(static rule => rule.Gives.Contains("effect")))
            text.Append(" (the default: no rule that counts says otherwise)");
        text.Append(CultureInfo.InvariantCulture, $"\npolicy set {decision.PolicySetVersion}");
        foreach (RuleExplanation rule in explanation.Rules)
            Append(text, rule);
        return text.ToString();
    }

    private static void Append(StringBuilder text, RuleExplanation explanation)
    {
        PolicyRule rule = explanation.Rule;
        text.Append(CultureInfo.InvariantCulture, $"\n\n{rule.PolicyId} ({rule.File ?? "(text)"}:{rule.Line}:{rule.Column}), {EffectOf(rule.Effect)}: {OutcomeOf(explanation)}");
        if (explanation.Criteria.IsEmpty)
            text.Append("\n  > true     always");
        Append(text, explanation.Criteria, depth: 1);
    }

    private static void Append(StringBuilder text, ImmutableArray<CriterionExplanation> criteria, int depth)
    {
        foreach (CriterionExplanation criterion in criteria)
        {
            text.Append('\n').Append(' ', 2 * depth).Append(criterion.IsDecisive ? "> " : "  ").Append(CultureInfo.InvariantCulture, $"{criterion.Truth.ToJsonName(),-8} ");
            if (criterion.Key == "args")
                text.Append(CultureInfo.InvariantCulture, $"args.{criterion.Path} {criterion.Operator} {criterion.Operand}{ReferencedBy(criterion)}: {criterion.Value ?? "absent"}");
            else if (criterion.Operand is null)
                text.Append(criterion.Key);
            else
                text.Append(CultureInfo.InvariantCulture, $"{criterion.Key} {criterion.Operand}: {criterion.Value ?? "absent"}");
            Append(text, criterion.Parts, depth + 1);
        }
    }

    private static string ReferencedBy(CriterionExplanation criterion) =>
        criterion.ReferencedValue is { } value ? $" = {value}" : criterion.Operand!.StartsWith("{\"ref\":", StringComparison.Ordinal) ? " = absent" : "";

    private static string EffectOf(RuleEffect effect)
    {
        List<string> parts = [];
        if (effect.Outcome is { } outcome)
            parts.Add(outcome.ToJsonName());
        if (effect.CostUnits is { } cost)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"cost {cost}"));
        if (!effect.Obligations.IsEmpty)
            parts.Add("obligations");
        return parts.Count == 0 ? "no effect" : string.Join(", ", parts);
    }

    private static string OutcomeOf(RuleExplanation explanation)
    {
        if (!explanation.Counts)
            return explanation.Truth == PolicyTruth.Unknown ? "does not count, it cannot be decided" : "does not match";
        string matches = explanation.Truth == PolicyTruth.Unknown ? "counts as matching, since it cannot be decided" : "matches";
        return explanation.Rule.Mode == PolicyMode.Shadow ? $"{matches}, without a say (shadow)"
            : explanation.Gives.IsEmpty ? $"{matches}, and is outdone"
            : $"{matches}, gives {string.Join(", ", explanation.Gives)}";
    }
}
