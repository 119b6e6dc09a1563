using System.Collections.Immutable;
using Enterprise.Governance.Policies.Conditions;
using Enterprise.Governance.Policies.Rules;

namespace Enterprise.Governance.Policies.Evaluation;

/// <summary>Combines rules into a decision. They come in order of precedence, so the first to give a value gives it.</summary>
internal struct DecisionBuilder
{
    private PolicyEffect? _effect;
    private string? _reason;
    private string? _unknownReason;
    private long? _costUnits;
    private List<PolicyObligation>? _obligations;
    private List<string>? _matching;
    private List<string>? _unknown;
    private List<string>? _shadow;
    private List<PolicyRuleReference>? _approvals;

    /// <summary>Takes a rule that matches, or whose unknown condition counts as matching.</summary>
    internal void Add(PolicyRule rule, Truth truth)
    {
        if (rule.Mode == PolicyMode.Shadow)
        {
            (_shadow ??= []).Add(rule.PolicyId);
            return;
        }

        RuleEffect effect = rule.Effect;
        (_matching ??= []).Add(rule.PolicyId);
        if (effect.Outcome > (_effect ?? (PolicyEffect)(-1)))
            _effect = effect.Outcome;
        if (effect.Outcome == PolicyEffect.RequireApproval)
            (_approvals ??= []).Add(rule.ToReference());
        if (truth == Truth.Unknown)
        {
            (_unknown ??= []).Add(rule.PolicyId);
            _unknownReason ??= effect.DenyReason;
            return;
        }

        _reason ??= effect.DenyReason;
        _costUnits ??= effect.CostUnits;
        if (!effect.Obligations.IsEmpty)
            (_obligations ??= []).AddRange(effect.Obligations);
    }

    internal readonly PolicyDecision Build(PolicyEffect defaultEffect, string version)
    {
        PolicyEffect effect = _effect ?? defaultEffect;
        return new PolicyDecision(effect, version)
        {
            CostUnits = _costUnits,
            DenyReason = _reason ?? _unknownReason,
            Obligations = [.. _obligations ?? []],
            PolicyIds = Sorted(_matching),
            Unknown = Sorted(_unknown),
            Shadow = Sorted(_shadow),
            ApprovalRules = effect == PolicyEffect.RequireApproval
                ? [.. _approvals!.OrderBy(static rule => rule.PolicyId, StringComparer.Ordinal)]
                : [],
        };
    }

    private static ImmutableArray<string> Sorted(List<string>? ids)
    {
        if (ids is null)
            return [];
        ids.Sort(StringComparer.Ordinal);
        return [.. ids];
    }
}
