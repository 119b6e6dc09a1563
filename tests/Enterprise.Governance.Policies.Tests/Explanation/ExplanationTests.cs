namespace Enterprise.Governance.Policies.Tests.Explanation;

public sealed class ExplanationTests
{
    private const string Rules = """
        [ { "policy_id": "limit", "priority": 9, "when": { "action": "pay:*", "any": [{ "args": { "amount": { "gt": 100 } } }, { "roles_all": ["intern"], "tool": "bank" }] },
            "effect": { "deny": true, "deny_reason": "too much" } },
          { "policy_id": "own", "when": { "not": { "args": { "owner": { "eq": { "ref": "user" } } } } }, "effect": { "require_approval": true } },
          { "policy_id": "price", "when": {}, "effect": { "set_cost_units": 3, "obligations": [{ "type": "receipt" }] } },
          { "policy_id": "price-2", "when": { "action": "pay:invoice" }, "effect": { "set_cost_units": 5 } },
          { "policy_id": "mail", "when": { "action": "send" }, "effect": { "allow": true } },
          { "policy_id": "next", "mode": "shadow", "when": { "tenant": "acme" }, "effect": { "deny": true } } ]
        """;

    private static readonly PolicyRequest s_request = new("pay:invoice")
    {
        Tenant = "acme",
        User = "ann",
        Args = """{"amount":120,"owner":"bob"}"""u8.ToArray(),
    };

    [Fact]
    public void ToString_ShowsEachRuleInQuestion_WithWhatDecidedIt()
    {
        PolicySet set = PolicySet.Load(Rules, "pay.json").GetSet();

        set.Explain(s_request).ToString().Should().Be($$"""
            deny: too much, cost 3
            policy set {{set.Version}}

            limit (pay.json:1:18), deny: matches, gives effect, deny_reason
              > true     action "pay:*": "pay:invoice"
              > true     any
                > true     args.amount gt 100: 120
                  false    all
                  > false    tool "bank": absent
                  > false    roles_all ["intern"]: []

            next (pay.json:7:18), deny: matches, without a say (shadow)
              > true     tenant "acme": "acme"

            own (pay.json:3:18), require_approval: matches, and is outdone
              > true     not
                > false    args.owner eq {"ref":"user"} = "ann": "bob"

            price (pay.json:4:18), cost 3, obligations: matches, gives cost_units, obligations
              > true     always

            price-2 (pay.json:5:18), cost 5: matches, and is outdone
              > true     action "pay:invoice": "pay:invoice"
            """);
    }

    [Fact]
    public void ToString_UnknownAndDefault_SaySo()
    {
        PolicySet set = PolicySet.Load(Rules, "pay.json").GetSet();

        string unknown = set.Explain(s_request with { Args = """{"amount":"120"}"""u8.ToArray(), User = null }).ToString();
        string none = PolicySet.Empty.Explain(s_request).ToString();

        unknown.Should().Contain("limit (pay.json:1:18), deny: counts as matching, since it cannot be decided, gives effect, deny_reason\n    true     action")
            .And.Contain("> unknown  args.amount gt 100: \"120\"")
            .And.Contain("> unknown  args.owner eq {\"ref\":\"user\"} = absent: absent");
        none.Should().Be($"allow (the default: no rule that counts says otherwise)\npolicy set {PolicySet.Empty.Version}");
    }

    [Fact]
    public void ToJson_HasEveryCriterionWithItsValue()
    {
        PolicySet set = PolicySet.Load("""[{"policy_id":"own","when":{"action":"pay:*","any":[{"args":{"owner":{"eq":{"ref":"user"}}}},{"org":"o"}]},"effect":{"deny":true}}]""", "pay.json").GetSet();

        PolicyExplanation explanation = set.Explain(s_request);

        explanation.ToJson().Should().Be(
            $$"""{"decision":{{explanation.Decision.ToJson()}},"rules":[{"policy_id":"own","file":"pay.json","line":1,"column":15,"mode":"enforce","effect":{"deny":true},"truth":"false","counts":false,"gives":[],"when":[{"key":"action","truth":"true","decisive":false,"operand":"pay:*","value":"pay:invoice"},"""
            + """{"key":"any","truth":"false","decisive":true,"parts":[{"key":"args","truth":"false","decisive":true,"path":"owner","operator":"eq","operand":{"ref":"user"},"referenced_value":"ann","value":"bob"},{"key":"org","truth":"false","decisive":true,"operand":"o"}]}]}]}""");
    }

    [Fact]
    public void Explain_AllRules_ShowsThoseThatTheRequestIsFarFrom_ButNoOtherTenants()
    {
        PolicySet set = PolicySet.Load(Rules).GetSet();

        set.Explain(s_request).Rules.Select(static rule => rule.Rule.PolicyId).Should().NotContain("mail");
        set.Explain(s_request, allRules: true).Rules.Select(static rule => rule.Rule.PolicyId).Should().Contain("mail").And.HaveCount(6);
    }
}
