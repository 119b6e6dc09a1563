using System.Collections.Immutable;
using System.Text;
using Enterprise.Governance.Json;
using Enterprise.Governance.Policies.Tests.Evaluation;

namespace Enterprise.Governance.Policies.Tests.Linting;

/// <summary>Compares a report with brute force.</summary>
internal static class LintCheck
{
    /// <summary>Gets the names that some sets are linted with.</summary>
    internal static PolicyCatalogue Catalogue { get; } = new() { Actions = ["a", "ab", "ac"], Tools = ["t"], Roles = ["p", "q"] };

    private static readonly string[] s_names = ["unknown_action", "unknown_tool", "unknown_role", "unknown_phase", "pattern_matches_nothing"];

    /// <summary>Returns every claim that is wrong and every one that is missing.</summary>
    internal static IEnumerable<string> Problems(PolicyLintReport report, BruteForce truth, PolicyCatalogue? catalogue)
    {
        HashSet<(string Id, string Code)> expected = [.. Expected(report, truth, catalogue)];
        HashSet<(string Id, string Code)> found = [.. report.Findings.Where(static finding => !s_names.Contains(finding.Code)).Select(static finding => (finding.PolicyId, finding.Code))];
        foreach ((string id, string code) in found.Except(expected))
            yield return $"wrong: {code} of {id}";
        foreach ((string id, string code) in expected.Except(found))
            yield return $"missing: {code} of {id}";
        foreach (PolicyLintFinding finding in report.Findings.Where(static finding => finding.Code == "contradiction"))
        {
            ReferenceRule rule = truth.Rules.Single(rule => rule.Id == finding.PolicyId);
            if (!finding.RelatedPolicyIds.SequenceEqual(Contradicted(rule, truth).Select(static other => other.Id).Order(StringComparer.Ordinal)))
                yield return $"wrong rules: {finding}";
        }
    }

    /// <summary>Returns every claim that some request refutes.</summary>
    internal static IEnumerable<string> Refuted(PolicyLintReport report, BruteForce truth) => report.Findings.Where(finding =>
    {
        ReferenceRule rule = truth.Rules.Single(rule => rule.Id == finding.PolicyId);
        return finding.Code switch
        {
            "never_matches" => truth.Matches(rule),
            "never_matches_catalogue" => truth.Matches(rule, request => IsKnown(request, Catalogue)),
            "never_effective" => truth.IsEffective(rule),
            "cost_overridden" => truth.GivesCost(rule),
            "reason_overridden" => truth.GivesReason(rule),
            "duplicate_rule" or "contradiction" => truth.Rules.Any(other => finding.RelatedPolicyIds.Contains(other.Id) && !truth.AreEquivalent(rule, other)),
            _ => false,
        };
    }).Select(static finding => $"refuted: {finding}");

    /// <summary>Says what an example of a finding does not show, or nothing.</summary>
    internal static string? ProblemOfExample(PolicySet set, PolicyLintFinding finding)
    {
        if (finding.Example is null)
            return finding.Code is "never_matches" or "lint_incomplete" || s_names.Contains(finding.Code) ? null : $"no example: {finding}";
        if (!PolicyRequestReader.TryRead(Encoding.UTF8.GetBytes(finding.Example), null, 1, out PolicyRequest request, out ImmutableArray<SourceDiagnostic> problems))
            return $"broken example: {finding.Example}: {problems[0]}";
        PolicyDecision decision = set.Evaluate(request);
        bool isShown = finding.Code == "unknown_prone" ? decision.Unknown.Contains(finding.PolicyId) : decision.PolicyIds.Contains(finding.PolicyId) || decision.Shadow.Contains(finding.PolicyId);
        return isShown ? null : $"example shows nothing: {finding.Example}: {finding}";
    }

    private static IEnumerable<(string Id, string Code)> Expected(PolicyLintReport report, BruteForce truth, PolicyCatalogue? catalogue)
    {
        string[] namesOf = [.. report.Findings.Where(static finding => s_names.Contains(finding.Code)).Select(static finding => finding.PolicyId)];
        ReferenceRule[] told = [.. truth.Rules.Where(rule => IsTold(rule, truth))];
        foreach (ReferenceRule rule in truth.Rules)
        {
            if (!truth.Matches(rule))
            {
                yield return (rule.Id, "never_matches");
                continue;
            }

            if (catalogue is not null && !namesOf.Contains(rule.Id) && !truth.Matches(rule, request => IsKnown(request, catalogue)))
                yield return (rule.Id, "never_matches_catalogue");
            if (rule.Shadow)
                continue;
            if (truth.Rules.Any(other => IsDuplicate(rule, other, truth) && Before(other, rule, truth)))
                yield return (rule.Id, "duplicate_rule");
            if (Contradicted(rule, truth).Any())
                yield return (rule.Id, "contradiction");
            if (truth.IsUnknownProne(rule))
                yield return (rule.Id, "unknown_prone");
            if (told.Contains(rule))
                continue;
            if (!truth.IsEffective(rule))
            {
                yield return (rule.Id, "never_effective");
                continue;
            }

            if (rule.Number("set_cost_units") is not null && !truth.GivesCost(rule))
                yield return (rule.Id, "cost_overridden");
            if (rule.Text("deny_reason") is not null && !truth.GivesReason(rule))
                yield return (rule.Id, "reason_overridden");
        }
    }

    private static bool IsTold(ReferenceRule rule, BruteForce truth) => Contradicted(rule, truth).Any()
        || truth.Rules.Any(other => IsDuplicate(rule, other, truth) && (Before(other, rule, truth) || IsFirst(rule, other, truth)));

    /// <summary>Tells whether the second rule is the first duplicate's.</summary>
    private static bool IsFirst(ReferenceRule rule, ReferenceRule other, BruteForce truth) => truth.Rules.First(candidate => candidate == rule || IsDuplicate(candidate, other, truth)) == rule;

    private static bool Before(ReferenceRule other, ReferenceRule rule, BruteForce truth) => truth.Rules.TakeWhile(candidate => candidate != rule).Contains(other);

    private static bool IsDuplicate(ReferenceRule rule, ReferenceRule other, BruteForce truth) =>
        rule != other && !rule.Shadow && !other.Shadow && truth.Matches(rule)
        && rule.Phases.Distinct().Order().SequenceEqual(other.Phases.Distinct().Order()) && rule.Effect.GetRawText() == other.Effect.GetRawText() && truth.AreEquivalent(rule, other);

    private static IEnumerable<ReferenceRule> Contradicted(ReferenceRule rule, BruteForce truth) => rule.Shadow || !rule.Does("allow") || !truth.Matches(rule) ? [] : truth.Rules.Where(other =>
        BruteForce.FailsClosed(other) && !other.Shadow && rule.Phases.Intersect(other.Phases).Any() && truth.AreEquivalent(rule, other));

    private static bool IsKnown(ReferenceRequest request, PolicyCatalogue catalogue) => catalogue.Actions!.Contains(request.Action)
        && (request.Tool is null || catalogue.Tools!.Contains(request.Tool)) && request.Roles.All(catalogue.Roles!.Contains);
}
