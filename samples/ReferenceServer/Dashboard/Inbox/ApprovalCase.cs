using System.Collections.Immutable;
using System.Text.Json;
using Enterprise.Governance;
using Enterprise.Governance.Policies;
using ReferenceServer.Dashboard.Policies;

namespace ReferenceServer.Dashboard.Inbox;

/// <summary>An approval as somebody sees it who is to decide. Immutable.</summary>
/// <param name="Approval">The approval.</param>
/// <param name="Args">What will be executed, exactly; nothing once erased.</param>
/// <param name="Rules">The rules that ask for it.</param>
/// <param name="Obstacle">Why the operator cannot decide it, if so.</param>
public sealed record ApprovalCase(ApprovalRecord Approval, JsonElement? Args, ImmutableArray<AskingRule> Rules, string? Obstacle)
{
    internal const string OwnRequest = "This is your own request. Somebody else has to decide it.";

    internal static ApprovalCase Of(ApprovalRecord approval, ImmutableArray<RuleEntry> rules, GovernanceScope scope, bool mayDecide) => new(
        approval, approval.Args.IsEmpty ? null : JsonElement.Parse(approval.Args.Span), [.. approval.Rules.Select(rule => AskingRule.Of(rule, rules))],
        approval.State != ApprovalState.Pending ? "It is decided."
            : !mayDecide ? "Your roles do not include `approvals.decide`."
            : approval.RequestedBy == scope.User ? OwnRequest
            : null);
}

/// <summary>A rule that asks for an approval.</summary>
/// <param name="PolicyId">The rule.</param>
/// <param name="When">Its condition, if that is known and can be shown.</param>
/// <param name="Standing">How it stands now.</param>
public sealed record AskingRule(string PolicyId, JsonElement? When, string Standing)
{
    internal static AskingRule Of(PolicyRuleReference asked, ImmutableArray<RuleEntry> rules) => rules.FirstOrDefault(rule => rule.PolicyId == asked.PolicyId) switch
    {
        null => new AskingRule(asked.PolicyId, null, "asked for it, and is not in force any more"),
        var rule when rule.Digest != asked.Digest => new AskingRule(asked.PolicyId, null, "asked for it, and has been changed since"),
        { When: null } => new AskingRule(asked.PolicyId, null, "asks for it"),
        { When: { } when } => new AskingRule(asked.PolicyId, when, "asks for it when"),
    };
}
