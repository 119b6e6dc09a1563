using System.Text.Json;
using Enterprise.Governance.Policies.Tests.Matching;

namespace Enterprise.Governance.Policies.Tests.Evaluation;

/// <summary>The policy language read literally: a loop over all rules, three values as <c>bool?</c>, nothing compiled or indexed.</summary>
internal static class ReferenceEvaluator
{
    internal static string Decide(IReadOnlyList<ReferenceRule> rules, ReferenceRequest request, string defaultEffect)
    {
        List<(ReferenceRule Rule, bool? Truth)> counting = [];
        List<string> shadow = [];
        foreach (ReferenceRule rule in rules)
        {
            if (!rule.Enabled || !rule.Phases.Contains(request.Phase))
                continue;
            bool? truth = rule.Tenant is not null && rule.Tenant != request.Tenant ? false : ReferenceCondition.When(rule.When, request);
            bool failsClosed = rule.Does("deny") || rule.Does("require_approval");
            if (truth == false || (truth is null && !failsClosed))
                continue;
            if (rule.Shadow)
                shadow.Add(rule.Id);
            else
                counting.Add((rule, truth));
        }

        string effect = counting.Any(static item => item.Rule.Does("deny")) ? "deny"
            : counting.Any(static item => item.Rule.Does("require_approval")) ? "require_approval"
            : counting.Any(static item => item.Rule.Does("allow")) ? "allow"
            : defaultEffect;
        ReferenceRule[] matching = [.. InOrder(counting.Where(static item => item.Truth == true))];
        ReferenceRule[] unknown = [.. InOrder(counting.Where(static item => item.Truth is null))];
        string? reason = matching.Concat(unknown).Select(static rule => rule.Text("deny_reason")).FirstOrDefault(static text => text is not null);
        long? cost = matching.Select(static rule => rule.Number("set_cost_units")).FirstOrDefault(static number => number is not null);
        string obligations = string.Join(',', matching.SelectMany(static rule => rule.Obligations()));
        string approvals = effect == "require_approval" ? Ids(counting.Where(static item => item.Rule.Does("require_approval")).Select(static item => item.Rule.Id)) : "";
        return $"{effect} cost={cost} reason={reason} obligations={obligations} ids={Ids(counting.Select(static item => item.Rule.Id))} "
            + $"unknown={Ids(unknown.Select(static rule => rule.Id))} shadow={Ids(shadow)} approvals={approvals}";
    }

    internal static string Describe(PolicyDecision decision) =>
        $"{decision.Effect.ToJsonName()} cost={decision.CostUnits} reason={decision.DenyReason} obligations={string.Join(',', decision.Obligations)} "
        + $"ids={string.Join(',', decision.PolicyIds)} unknown={string.Join(',', decision.Unknown)} shadow={string.Join(',', decision.Shadow)} "
        + $"approvals={string.Join(',', decision.ApprovalRules.Select(static rule => rule.PolicyId))}";

    private static IEnumerable<ReferenceRule> InOrder(IEnumerable<(ReferenceRule Rule, bool? Truth)> items) =>
        items.Select(static item => item.Rule).OrderByDescending(static rule => rule.Priority).ThenBy(static rule => rule.Id, StringComparer.Ordinal);

    private static string Ids(IEnumerable<string> ids) => string.Join(',', ids.Order(StringComparer.Ordinal));
}
