namespace Enterprise.Governance.Policies.Tests.Linting;

/// <summary>What the lint says when its work is used up: that, and nothing that it has not proved.</summary>
public sealed class LintBudgetTests
{
    // Each pattern doubles the states of the search for a name that has all of them and not the last.
    private static readonly string s_hard = $$$"""
        [{"policy_id":"p","when":{"all":[{{{string.Join(",", Enumerable.Range('a', 24).Select(static letter => $$"""{"action":"*{{(char)letter}}*"}"""))}}}],"not":{"action":"*a*"}},"effect":{"deny":true}},
         {"policy_id":"q","when":{"action":"x"},"effect":{"deny":true}}]
        """;

    [Fact]
    public void Lint_MoreWorkThanTheBudget_ClaimsNothing_AndSaysSo()
    {
        PolicyLintReport report = PolicyTesting.Load(s_hard).Lint(new PolicyLintOptions { WorkBudget = 100_000 });

        PolicyLintFinding finding = report.Findings.Should().ContainSingle().Subject;
        (finding.PolicyId, finding.Code, finding.Severity).Should().Be(("p", "lint_incomplete", PolicyLintSeverity.Information));
        finding.Diagnostic.Message.Should().Be("`p` was not checked for `never_matches` and what rests on it: the work budget of 100000 steps is used up");
        report.HasErrors.Should().BeFalse();
    }

    [Fact]
    public void Lint_AnyBudget_ClaimsNothingThatALargerOneTakesBack_AndRepeatsItself()
    {
        PolicySet set = PolicyTesting.Load("""
            [{"policy_id":"a","when":{"action":"m:*"},"effect":{"deny":true,"deny_reason":"no"}},
             {"policy_id":"b","when":{"action":"m:*x","args":{"n":{"gt":1}}},"effect":{"deny":true,"deny_reason":"no"}},
             {"policy_id":"c","when":{"not":{"not":{"action":"m:*"}}},"effect":{"allow":true,"set_cost_units":1}},
             {"policy_id":"d","when":{"action":"m:*","not":{"action":"m*"}},"effect":{"allow":true}}]
            """);
        string[] all = Claims(set.Lint());
        all.Should().HaveCount(4);
        for (int budget = 1; budget < 3_000; budget = (budget * 5 / 4) + 1)
        {
            PolicyLintReport report = set.Lint(new PolicyLintOptions { WorkBudget = budget });
            Claims(report).Should().BeSubsetOf(all);
            (Claims(report).Length < all.Length).Should().Be(report.Findings.Any(static finding => finding.Code == "lint_incomplete"), $"of budget {budget}");
            set.Lint(new PolicyLintOptions { WorkBudget = budget }).ToJson().Should().Be(report.ToJson());
        }
    }

    [Fact]
    public void Lint_ReferencesBeyondTheSolver_ClaimNothing()
    {
        PolicyLintFinding finding = PolicyTesting.Load("""[{"policy_id":"p","when":{"tenant":"globex","args":{"x":{"eq":"a","like":{"ref":"tenant"}}}},"effect":{"allow":true}}]""", new PolicySetOptions { DefaultEffect = PolicyEffect.Deny })
            .Lint().Findings.Should().ContainSingle(static finding => finding.Code == "lint_incomplete").Subject;
        finding.Diagnostic.Message.Should().Be("`p` was not checked for `never_matches` and what rests on it: it compares with references, or nests, in a way that the lint cannot follow");
    }

    [Fact]
    public void Lint_PathDeeperThanRequestsCanBe_ClaimsNothing()
    {
        string path = string.Join('.', Enumerable.Repeat("a", 2_000));
        PolicyTesting.Load($$$"""[{"policy_id":"p","when":{"args":{"{{{path}}}":{"gt":1} } },"effect":{"allow":true}}]""").Lint().Findings.Should().ContainSingle().Which.Code.Should().Be("lint_incomplete");
    }

    [Theory]
    [InlineData(2_000_000, "lint_incomplete")]
    [InlineData(2_000, "never_effective")]
    public void Lint_ArrayOfManyElements_IsMadeAsFarAsTheBudgetGoes(int count, string code)
    {
        PolicyLintFinding finding = PolicyTesting.Load($$$"""[{"policy_id":"p","when":{"args":{"a":{"count_gt":{{{count}}} } } },"effect":{"allow":true}}]""").Lint().Findings.Should().ContainSingle().Subject;
        (finding.Code, finding.Example).Should().Be((code, null));
    }

    [Fact]
    public void WorkBudget_BelowOne_IsRefused() => FluentActions.Invoking(static () => new PolicyLintOptions { WorkBudget = 0 }).Should().Throw<ArgumentOutOfRangeException>();

    private static string[] Claims(PolicyLintReport report) => [.. report.Findings.Where(static finding => finding.Code != "lint_incomplete").Select(static finding => $"{finding.Code} of {finding.PolicyId}")];
}
