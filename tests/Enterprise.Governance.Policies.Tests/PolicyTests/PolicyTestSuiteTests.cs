namespace Enterprise.Governance.Policies.Tests.PolicyTests;

public sealed class PolicyTestSuiteTests
{
    private const string Rules = """
        "policies": [
          { "policy_id": "mail", "priority": 5, "when": { "action": "send_*" }, "effect": { "require_approval": true, "set_cost_units": 25, "obligations": [ { "type": "note", "n": 1.0 } ] } },
          { "policy_id": "limit", "when": { "args": { "amount": { "gt": 100 } } }, "effect": { "deny": true, "deny_reason": "too much" } },
          { "policy_id": "next", "mode": "shadow", "when": { "action": "send_*" }, "effect": { "deny": true } } ]
        """;

    [Fact]
    public void Run_EveryMemberAsDecided_Passes() =>
        Run("""
            "request": { "action": "send_email" },
            "expect": { "effect": "deny", "cost_units": 25, "deny_reason": "too much", "obligations": [ { "n": 1, "type": "note" } ], "policy_ids": [ "mail", "limit" ], "unknown": [ "limit" ], "shadow": [ "next" ] }
            """).Passed.Should().BeTrue();

    [Theory]
    [InlineData("\"effect\": \"allow\"", "effect", "\"allow\"", "\"deny\"")]
    [InlineData("\"cost_units\": null", "cost_units", "null", "25")]
    [InlineData("\"deny_reason\": null", "deny_reason", "null", "\"too much\"")]
    [InlineData("\"obligations\": []", "obligations", "[]", "[{\"n\":1,\"type\":\"note\"}]")]
    [InlineData("\"policy_ids\": [ \"mail\" ]", "policy_ids", "[\"mail\"]", "[\"limit\",\"mail\"]")]
    [InlineData("\"unknown\": []", "unknown", "[]", "[\"limit\"]")]
    [InlineData("\"shadow\": []", "shadow", "[]", "[\"next\"]")]
    public void Run_OneMemberOtherwise_IsTheDifference(string expect, string member, string expected, string actual)
    {
        PolicyTestReport report = Run($$"""
            "request": { "action": "send_email" },
            "expect": { {{expect}} }
            """);
        report.Passed.Should().BeFalse();
        PolicyTestDifference difference = report.Results.Should().ContainSingle().Which.Differences.Should().ContainSingle().Which;
        difference.Should().Be(new PolicyTestDifference(member, expected, actual, 1, "t.policytest.json", 6, 13 + $"\"{member}\": ".Length));
        report.ToString().Should().Be($"t: t.policytest.json:6:{difference.Column}: `{member}` of request 1: expected {expected}, actual {actual}");
    }

    [Fact]
    public void Run_SeveralRequests_EachIsCompared() =>
        Run("""
            "requests": [ { "action": "send_email", "args": { "amount": 5 } }, { "action": "read", "args": { "amount": 5 } }, { "action": "send_fax", "args": { "amount": 500 } } ],
            "expect": { "effect": "require_approval" }
            """).Results[0].Differences.Select(static difference => (difference.Request, difference.Actual)).Should().Equal((2, "\"allow\""), (3, "\"deny\""));

    [Fact]
    public void Run_DefaultEffect_IsThatOfTheFile()
    {
        const string tests = """
            "tests": [ { "name": "t", "request": { "action": "read", "phase": "plan" }, "expect": { "effect": "deny" } } ]
            """;
        PolicyTestSuite.Load($$"""{ "policies": [], "default_effect": { "plan": "deny" }, {{tests}} }""").GetSuite().Run().Passed.Should().BeTrue();
        PolicyTestSuite.Load($$"""{ "policies": [], {{tests}} }""").GetSuite().Run().Passed.Should().BeFalse();
    }

    private static PolicyTestReport Run(string test)
    {
        PolicyTestSuite suite = PolicyTestSuite.Load($$"""
            { {{Rules}}, "tests": [ { "name": "t",
            {{test}} } ] }
            """, "t.policytest.json").GetSuite();
        return suite.Run();
    }
}
