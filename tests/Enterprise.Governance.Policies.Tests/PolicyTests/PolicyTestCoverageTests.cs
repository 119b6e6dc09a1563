namespace Enterprise.Governance.Policies.Tests.PolicyTests;

public sealed class PolicyTestCoverageTests
{
    private const string Rules = """
        [
          { "policy_id": "hit", "when": { "action": "send_email" }, "effect": { "set_cost_units": 1 } },
          { "policy_id": "guessed", "when": { "args": { "amount": { "gt": 100 } } }, "effect": { "deny": true } },
          { "policy_id": "idle", "when": { "action": "other" }, "effect": { "deny": true } },
          { "policy_id": "off", "enabled": false, "effect": { "deny": true } },
          { "policy_id": "watched", "mode": "shadow", "when": { "action": "send_*" }, "effect": { "deny": true } },
          { "policy_id": "watched-guess", "mode": "shadow", "when": { "args": { "amount": { "gt": 100 } } }, "effect": { "deny": true } },
          { "policy_id": "list", "deny_actions": [ "send_email" ], "require_approval_actions": [ "wire" ] }
        ]
        """;

    [Fact]
    public void Run_TellsHowFarEachRuleWasTried()
    {
        PolicyTestCoverage coverage = Run("""{ "name": "t", "requests": [ { "action": "send_email" }, { "action": "send_email", "args": { "amount": 1 } } ], "expect": { "effect": "deny" } }""").Coverage;

        coverage.Rules.Select(static rule => (rule.Rule.PolicyId, rule.State, rule.Matched, rule.Unknown)).Should().Equal(
            ("hit", PolicyRuleCoverageState.Matched, 2, 0),
            ("guessed", PolicyRuleCoverageState.OnlyUnknown, 0, 1),
            ("idle", PolicyRuleCoverageState.NeverMatched, 0, 0),
            ("off", PolicyRuleCoverageState.Disabled, 0, 0),
            ("watched", PolicyRuleCoverageState.Matched, 2, 0),
            ("watched-guess", PolicyRuleCoverageState.OnlyUnknown, 0, 1),
            ("list#approval", PolicyRuleCoverageState.NeverMatched, 0, 0),
            ("list#deny", PolicyRuleCoverageState.Matched, 2, 0));
        (coverage.Covered, coverage.Total, coverage.Percent).Should().Be((3, 7, 42));
    }

    [Fact]
    public void Combine_RulesOfTheSameFile_AddsUp()
    {
        PolicyTestCoverage mail = Run("""{ "name": "t", "request": { "action": "send_email" }, "expect": { "effect": "deny" } }""").Coverage;
        PolicyTestCoverage other = Run("""{ "name": "t", "request": { "action": "other" }, "expect": { "effect": "deny" } }""").Coverage;
        PolicyTestCoverage both = PolicyTestCoverage.Combine([mail, other]);
        both.Rules.Should().HaveCount(8);
        both.Rules.Single(static rule => rule.Rule.PolicyId == "guessed").Unknown.Should().Be(2);
        both.Covered.Should().Be(4);
    }

    [Fact]
    public void Percent_WithoutRules_Is100() =>
        PolicyTestSuite.Load("""{ "policies": [], "tests": [ { "name": "t", "request": { "action": "a" }, "expect": { "effect": "allow" } } ] }""").GetSuite().Run().Coverage.Percent.Should().Be(100);

    private static PolicyTestReport Run(string test) => PolicyTestSuite.Load($$"""{ "policies": {{Rules}}, "tests": [ {{test}} ] }""").GetSuite().Run();
}
