using System.Security.Cryptography;
using System.Text;
using CsCheck;
using Enterprise.Governance.Json;
using Enterprise.Governance.Policies.Tests.Evaluation;

namespace Enterprise.Governance.Policies.Tests;

/// <summary>Versions are cited by decisions for ever: the texts here must not change.</summary>
public sealed class PolicySetVersionTests
{
    private const string Sample = """
        // An older list and two rules.
        { "policies": [
          { "policy_id": "dsl_approval_email_v1", "phase": "exec", "priority": 90,
            "when": { "action": "send_email", "roles_any": ["support_agent", "admin", "admin"] },
            "effect": { "require_approval": true, "deny": false, "set_cost_units": 25 } },
          { "policy_id": "limits", "phase": ["plan", "exec", "plan"], "mode": "shadow",
            "when": { "any": [ { "args": { "amount": { "gt": 1e2, "exists": true }, "to": { "in": ["b", "a", 1.50] } } }, { "not": { "tool": "mcp:*" } } ] },
            "effect": { "deny": true, "deny_reason": "caf\u00e9", "obligations": [ { "type": "note", "n": 1.0 } ] } },
          { "policy_id": "old", "deny_actions": ["dangerous:*"], "require_approval_actions": ["write_crm:*", "wipe"], "enabled": false },
        ] }
        """;

    private const string Document =
        """{"default_effect":"allow","rules":["""
        + """{"effect":{"require_approval":true,"set_cost_units":25},"enabled":true,"mode":"enforce","phase":["exec"],"policy_id":"dsl_approval_email_v1","priority":90,"when":{"action":"send_email","roles_any":["admin","support_agent"]}},"""
        + """{"effect":{"deny":true,"deny_reason":"café","obligations":[{"n":1,"type":"note"}]},"enabled":true,"mode":"shadow","phase":["exec","plan"],"policy_id":"limits","priority":0,"when":{"any":[{"args":{"amount":{"exists":true,"gt":100},"to":{"in":["b","a",1.5]}}},{"not":{"tool":"mcp:*"}}]}},"""
        + """{"effect":{"require_approval":true},"enabled":false,"mode":"enforce","phase":["exec"],"policy_id":"old#approval","priority":0,"when":{"any":[{"action":"write_crm:*"},{"action":"wipe"}]}},"""
        + """{"effect":{"deny":true},"enabled":false,"mode":"enforce","phase":["exec"],"policy_id":"old#deny","priority":0,"when":{"action":"dangerous:*"}}]}""";

    [Fact]
    public void Document_OfASample_IsThisText()
    {
        PolicySet set = PolicyTesting.Load(Sample);
        Encoding.UTF8.GetString(set.Document.Span).Should().Be(Document);
        CanonicalJson.IsCanonical(set.Document.Span).Should().BeTrue();
        set.Version.Should().Be("fea53c3f2e865c117cc69f3a8b0ea456b54939f3805e0a2adf60fc32f25452b8");
        set.Version.Should().Be(Convert.ToHexStringLower(SHA256.HashData(set.Document.Span)));
        set.Rules[0].Digest.Should().Be("ffa9681c55534de85157843d638c1df1765c4a6aa2a78f0426f6eff156f56c98");
    }

    [Fact]
    public void Version_OfTheEmptySet_IsThisText()
    {
        Encoding.UTF8.GetString(PolicySet.Empty.Document.Span).Should().Be("""{"default_effect":"allow","rules":[]}""");
        PolicySet.Empty.Version.Should().Be("8b4ec2998500c5fce2642e15a7bffbd717bf124e16ca13600c7d12a1cdf9d558");
    }

    [Theory]
    [InlineData("""[{"policy_id":"b","effect":{"allow":true}},{"policy_id":"a","when":{},"effect":{"deny":true,"set_cost_units":1}}]""")]
    [InlineData("""{"policies":[{"effect":{"set_cost_units":1,"deny":true,"allow":false},"policy_id":"a","priority":0,"enabled":true,"mode":"enforce","phase":["exec","exec"]},/* c */{"policy_id":"\u0062","effect":{"allow":true,"obligations":[]},},],}""")]
    public void Version_OfEqualContent_IsEqual(string json) =>
        PolicyTesting.Load(json).Version.Should().Be(PolicyTesting.Load("""[{"policy_id":"a","effect":{"deny":true,"set_cost_units":1}},{"policy_id":"b","effect":{"allow":true}}]""").Version);

    [Theory]
    [InlineData("""[{"policy_id":"a","effect":{"allow":true}}]""")]
    [InlineData("""[{"policy_id":"a","effect":{"deny":true},"priority":1}]""")]
    [InlineData("""[{"policy_id":"a","effect":{"deny":true},"enabled":false}]""")]
    [InlineData("""[{"policy_id":"a","effect":{"deny":true},"mode":"shadow"}]""")]
    [InlineData("""[{"policy_id":"a","effect":{"deny":true},"phase":"plan"}]""")]
    [InlineData("""[{"policy_id":"a","effect":{"deny":true},"when":{"action":"*"}}]""")]
    [InlineData("""[{"policy_id":"A","effect":{"deny":true}}]""")]
    [InlineData("[]")]
    public void Version_OfOtherContent_IsAnother(string json) =>
        PolicyTesting.Load(json).Version.Should().NotBe(PolicyTesting.Load("""[{"policy_id":"a","effect":{"deny":true}}]""").Version);

    [Fact]
    public void Version_CoversTheDefaultEffects()
    {
        PolicySetOptions deny = new() { DefaultEffect = PolicyEffect.Deny };
        PolicySetOptions planDenied = new() { DefaultEffectsByPhase = new Dictionary<string, PolicyEffect> { ["plan"] = PolicyEffect.Deny, ["exec"] = PolicyEffect.Allow } };
        Text(PolicyTesting.Load("[]", deny)).Should().Be("""{"default_effect":"deny","rules":[]}""");
        Text(PolicyTesting.Load("[]", planDenied)).Should().Be("""{"default_effect":{"*":"allow","plan":"deny"},"rules":[]}""");
        PolicySet again = PolicySet.FromDocument(PolicyTesting.Load("[]", planDenied).Document).GetSet();
        again.Evaluate(new PolicyRequest("x") { Phase = "plan" }).Effect.Should().Be(PolicyEffect.Deny);
        again.Evaluate(new PolicyRequest("x")).Effect.Should().Be(PolicyEffect.Allow);
    }

    [Fact]
    public void FromDocument_OfAnySet_MakesTheSameSet() =>
        Gen.Int[0, int.MaxValue].Sample(
            static seed =>
            {
                PolicySet set = PolicySet.Load(new CaseGenerator(seed).Rules("p", 6)).GetSet();
                PolicySet again = PolicySet.FromDocument(set.Document).GetSet();
                return again.Version == set.Version && again.Rules.Select(static rule => rule.Digest).SequenceEqual(set.Rules.Select(static rule => rule.Digest));
            },
            iter: 2_000);

    [Theory]
    [InlineData("[]", "document:1:1: the document of a policy set must be an object with `default_effect` and `rules`, and nothing else; help: pass the document as it was stored")]
    [InlineData("""{"default_effect":"require_approval","rules":[]}""", "document:1:19: a default effect must be `allow` or `deny`, not `\"require_approval\"`; help: an approval needs a rule that asks for it")]
    [InlineData("""{"default_effect":{"pl*n":"deny"},"rules":[]}""", "document:1:20: `pl*n` is no phase: a `*` is no wildcard here; help: list the phases by name; `*` alone is every other phase")]
    [InlineData("""{"default_effect":"deny","rules":[5]}""", "document:1:35: a rule must be an object, not a number; help: write `{\"policy_id\": …, \"when\": …, \"effect\": …}`")]
    public void FromDocument_OfAnythingElse_SaysWhatIsWrong(string document, string expected) =>
        PolicySet.FromDocument(Encoding.UTF8.GetBytes(document), "document").Errors.Select(static error => error.ToString()).Should().Equal(expected);

    private static string Text(PolicySet set) => Encoding.UTF8.GetString(set.Document.Span);
}
