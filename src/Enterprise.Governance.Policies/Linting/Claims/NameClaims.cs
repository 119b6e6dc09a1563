using System.Collections.Immutable;
using Enterprise.Governance.Json;
using Enterprise.Governance.Policies.Conditions;

namespace Enterprise.Governance.Policies.Linting.Claims;

/// <summary><c>unknown_action</c>, <c>unknown_tool</c>, <c>unknown_role</c>, <c>unknown_phase</c> and <c>pattern_matches_nothing</c>: names that the catalogue does not have.</summary>
internal static class NameClaims
{
    internal static IEnumerable<PolicyLintFinding> Of(PolicyRule rule, PolicyCatalogue catalogue)
    {
        Criterion[] criteria = [.. ConditionWalk.Criteria(rule.Condition)];
        PatternCriterion[] patterns = [.. criteria.OfType<PatternCriterion>()];
        return
        [
            .. Unknown(rule, "phase", rule.Phases, catalogue.Phases),
            .. OfSubject(rule, "action", patterns.Where(static pattern => pattern.Subject == Subject.Action), catalogue.Actions),
            .. OfSubject(rule, "tool", patterns.Where(static pattern => pattern.Subject == Subject.Tool), catalogue.Tools),
            .. Unknown(rule, "role", criteria.OfType<RolesCriterion>().SelectMany(static roles => roles.Roles.ToArray()), catalogue.Roles),
        ];
    }

    private static IEnumerable<PolicyLintFinding> OfSubject(PolicyRule rule, string kind, IEnumerable<PatternCriterion> patterns, ImmutableHashSet<string>? known)
    {
        if (known is null)
            return [];
        ILookup<bool, PatternCriterion> byForm = patterns.DistinctBy(static pattern => pattern.Pattern).ToLookup(static pattern => pattern.IsLiteral);
        return
        [
            .. Unknown(rule, kind, byForm[true].Select(static pattern => pattern.Pattern), known),
            .. byForm[false].Where(pattern => !known.Any(pattern.IsMatch)).Select(pattern => new PolicyLintFinding(rule, "pattern_matches_nothing", PolicyLintSeverity.Warning,
                $"`{pattern.Pattern}` in `{rule.PolicyId}` matches no {kind} of the catalogue", $"mend the pattern, or add the {kind} to the catalogue")),
        ];
    }

    private static IEnumerable<PolicyLintFinding> Unknown(PolicyRule rule, string kind, IEnumerable<string> names, ImmutableHashSet<string>? known)
    {
        if (known is null)
            yield break;
        foreach (string name in names.Distinct(StringComparer.Ordinal).Where(name => !known.Contains(name)))
        {
            string help = NearestName.Find(name, known) is { } nearest ? $"did you mean `{nearest}`?" : $"mend the name, or add the {kind} to the catalogue";
            yield return new PolicyLintFinding(rule, $"unknown_{kind}", PolicyLintSeverity.Error, $"unknown {kind} `{name}` in `{rule.PolicyId}`", help);
        }
    }
}
