using System.Collections.Immutable;
using System.Text.Json;
using Enterprise.Governance.Json;
using Enterprise.Governance.Policies.Rules;

namespace Enterprise.Governance.Policies.Reading;

internal sealed partial class RuleReader
{
    private RuleEffect? ReadEffect(SourceNode rule)
    {
        if (rule.Find("effect") is not { } effect)
        {
            Errors.Add(rule.Problem("missing_key", "the rule has no `effect`", "write `\"effect\": {\"deny\": true}` or another effect"));
            return null;
        }

        if (!Expect(effect, JsonValueKind.Object, "`effect`", "write `{\"deny\": true}` or another effect"))
            return null;
        CheckKeys(effect, PolicyKeys.Effect);
        PolicyEffect? outcome = ReadOutcome(effect);
        string? reason = effect.Find("deny_reason") is { } reasonNode ? ReadText(reasonNode, "`deny_reason`") : null;
        if (reason is not null && outcome != PolicyEffect.Deny)
            Errors.Add(NameOf(effect, "deny_reason").NameProblem("reason_without_deny", "`deny_reason` stands in an effect that does not deny", "add `\"deny\": true`, or remove the reason"));
        long? costUnits = ReadCostUnits(effect.Find("set_cost_units"));
        ImmutableArray<PolicyObligation> obligations = ReadObligations(effect.Find("obligations"));
        if (outcome is null && reason is null && costUnits is null && obligations.IsEmpty)
            _warnings.Add(effect.Problem("no_effect", "the rule has no effect", "add one, or remove the rule"));
        return new RuleEffect(outcome, reason, costUnits, obligations);
    }

    private PolicyEffect? ReadOutcome(SourceNode effect)
    {
        PolicyEffect? outcome = null;
        foreach (SourceMember member in effect.Members)
        {
            PolicyEffect? named = member.Name switch
            {
                "deny" => PolicyEffect.Deny,
                "require_approval" => PolicyEffect.RequireApproval,
                "allow" => PolicyEffect.Allow,
                _ => null,
            };
            if (named is null || ReadBoolean(member.Value, $"`{member.Name}`") is not { } value)
                continue;
            if (!value)
                _warnings.Add(member.NameProblem("false_effect", $"`{member.Name}` is false and does nothing", "remove it; no rule can take back what another rule does"));
            else if (outcome is { } first)
                Errors.Add(member.NameProblem("several_outcomes", $"`{member.Name}` stands beside `{first.ToJsonName()}`", "an effect has at most one of `deny`, `require_approval` and `allow`"));
            else
                outcome = named;
        }

        return outcome;
    }

    private long? ReadCostUnits(SourceNode? node)
    {
        if (node is null || !Expect(node, JsonValueKind.Number, "`set_cost_units`"))
            return null;
        if (node.TryGetInteger(out long units) && units is >= 0 and <= PolicyKeys.MaxCostUnits)
            return units;
        Errors.Add(node.Problem("out_of_range", $"`set_cost_units` must be a whole number from 0 to {PolicyKeys.MaxCostUnits}, not `{node.Excerpt}`", "write it without sign, fraction and exponent"));
        return 0;
    }

    private ImmutableArray<PolicyObligation> ReadObligations(SourceNode? node)
    {
        if (node is null || !Expect(node, JsonValueKind.Array, "`obligations`"))
            return [];
        ImmutableArray<PolicyObligation>.Builder obligations = ImmutableArray.CreateBuilder<PolicyObligation>();
        foreach (SourceNode item in node.Items)
        {
            if (!Expect(item, JsonValueKind.Object, "an obligation", "write `{\"type\": …}`"))
                continue;
            if (item.Find("type") is not { } type)
                Errors.Add(item.Problem("missing_key", "the obligation has no `type`", "write `{\"type\": …}`"));
            else if (ReadText(type, "`type`") is { } text && ReadCanonical(item) is { } canonical)
                obligations.Add(new PolicyObligation(text, canonical));
        }

        return obligations.ToImmutable();
    }
}
