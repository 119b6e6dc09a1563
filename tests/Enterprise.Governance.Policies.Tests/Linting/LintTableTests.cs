namespace Enterprise.Governance.Policies.Tests.Linting;

/// <summary>Small policies with the exact findings.</summary>
public sealed class LintTableTests
{
    public static TheoryData<string, string[]> NeverMatches { get; } = new()
    {
        { """{"action":"a*","not":{"action":"*"}}""", ["`not` holds for no request"] },
        { """{"action":"mail:*","all":[{"action":"*:send"},{"not":{"action":"mail:*send"}}]}""", ["`all` holds for no request", "`action` and `all` exclude each other"] },
        { """{"action":"ab*","not":{"action":"*b*"}}""", ["`action` and `not` exclude each other"] },
        { """{"args":{"n":{"gt":1.7976931348623157e308}}}""", ["`args.n` `gt` holds for no request"] },
        { """{"tenant":"a\u0007*"}""", ["`tenant` holds for no request"] },
        { """{"roles_all":["a","b"],"not":{"roles_any":["b","c"]}}""", ["`roles_all` and `not` exclude each other"] },
        { """{"args":{"n":{"gt":1,"lt":1.0000000000000002}}}""", ["`args.n` `gt` and `args.n` `lt` exclude each other"] },
        { """{"args":{"n":{"gt":1,"like":"*"}}}""", ["`args.n` `gt` and `args.n` `like` exclude each other"] },
        { """{"args":{"n":{"exists":false},"n.m":{"exists":true}}}""", ["`args.n` `exists` and `args.n.m` `exists` exclude each other"] },
        { """{"args":{"n":{"eq":{"m":1}},"n.m":{"gt":1}}}""", ["`args.n` `eq` and `args.n.m` `gt` exclude each other"] },
        { """{"args":{"n":{"in":["a","ab"],"like":"*c"}}}""", ["`args.n` `in` and `args.n` `like` exclude each other"] },
        { """{"args":{"n":{"in":[true,false],"ne":true,"not_in":[false]}}}""", ["`args.n` `ne` and `args.n` `not_in` exclude each other"] },
        { """{"args":{"n":{"contains_all":["a","b"],"count_lt":2}}}""", ["`args.n` `contains_all` and `args.n` `count_lt` exclude each other"] },
        { """{"args":{"n":{"contains":"a","count_lt":2,"ne":["a"]}}}""", ["`args.n` `contains`, `args.n` `count_lt` and `args.n` `ne` exclude each other"] },
        { """{"args":{"n":{"eq":{"ref":"user"},"ne":{"ref":"user"}}}}""", ["`args.n` `eq` and `args.n` `ne` exclude each other"] },
        { """{"args":{"n":{"eq":{"ref":"user"},"like":"a*"}},"user":"b*"}""", ["`user`, `args.n` `eq` and `args.n` `like` exclude each other"] },
        { """{"args":{"n":{"eq":{"ref":"args.m"},"gt":1},"m":{"lt":1}}}""", ["`args.n` `eq`, `args.n` `gt` and `args.m` `lt` exclude each other"] },
        { """{"args":{"n":{"gt":{"ref":"tenant"}}}}""", ["`args.n` `gt` holds for no request"] },
        { """{"args":{"n":{"in":{"ref":"args.m"}},"m":{"count_lt":1}}}""", ["`args.n` `in` and `args.m` `count_lt` exclude each other"] },
    };

    [Theory]
    [MemberData(nameof(NeverMatches))]
    public void Lint_ConditionThatNoRequestSatisfies_IsNeverMatches(string when, string[] reasons)
    {
        PolicyLintFinding finding = Lint($$$"""[{"policy_id":"p","when":{{{when}}},"effect":{"allow":true}}]""", Denying).Should().ContainSingle().Subject;
        finding.Severity.Should().Be(PolicyLintSeverity.Error);
        finding.ToString().Should().BeOneOf(reasons.Select(reason => $"test.json:1:15: error: `p` never matches: {reason} [never_matches]; help: mend the condition, or remove the rule"));
    }

    public static TheoryData<string> CanMatch { get; } = new()
    {
        """{"action":"ab*","not":{"action":"*bb*"}}""",
        """{"tool":"a\u0007*"}""",
        """{"not":{"tool":"*"}}""",
        """{"args":{"n":{"gt":1,"lt":1.0000000000000004}}}""",
        """{"args":{"n":{"ge":1,"le":1,"not_in":[2,"x"]}}}""",
        """{"args":{"n":{"ge":1.7976931348623157e308}}}""",
        """{"args":{"n":{"gt":1e300}}}""",
        """{"args":{"n":{"lt":-1e300}}}""",
        """{"args":{"n":{"contains":"a","count_lt":2,"ne":[1]}}}""",
        """{"args":{"n":{"contains_any":["a","b"],"count_lt":2,"not_in":[["a"],["c"]]}}}""",
        """{"args":{"n":{"contains_all":["a","b"],"count_lt":3,"not_in":[["a","b"]]}}}""",
        """{"args":{"n":{"not_in":[{},{"x0":0},{"m":1}]},"n.m":{"exists":false}}}""",
        """{"args":{"n":{"like":"*\"\\*"}}}""",
        """{"args":{"n":{"eq":{"ref":"user"},"like":"a*"}},"user":"*b"}""",
        """{"args":{"n":{"ne":{"ref":"user"},"like":"a*"}},"user":"a*"}""",
        """{"args":{"n":{"eq":{"ref":"args.m"},"ge":1},"m":{"le":1}}}""",
        """{"args":{"n":{"gt":{"ref":"args.m"}},"m":{"gt":10}}}""",
        """{"args":{"n":{"in":{"ref":"args.m"},"gt":10}}}""",
        """{"args":{"n":{"not_in":{"ref":"args.m"},"gt":10}}}""",
    };

    [Theory]
    [MemberData(nameof(CanMatch))]
    public void Lint_ConditionThatARequestSatisfies_SaysNothing(string when)
    {
        // The rule allows what is denied by default: its condition must come true.
        Lint($$$"""[{"policy_id":"p","when":{{{when}}},"effect":{"allow":true}}]""", Denying).Should().BeEmpty();
    }

    [Theory]
    [InlineData("[{'policy_id':'a','when':{'action':'m:*'},'effect':{'deny':true}},{'policy_id':'b','when':{'action':'m:x'},'effect':{'deny':true}}]",
        "b", "`b` changes no decision: what it denies is denied by `a` anyway", "remove the rule, or change `a`")]
    [InlineData("[{'policy_id':'a','when':{'action':'m:*'},'effect':{'deny':true}},{'policy_id':'b','when':{'action':'m:x'},'effect':{'require_approval':true}}]",
        "b", "`b` changes no decision: what it holds for approval is denied by `a` anyway", "remove the rule, or change `a`")]
    [InlineData("[{'policy_id':'a','when':{'action':'m:*'},'effect':{'deny':true}},{'policy_id':'c','when':{'not':{'roles_any':['z']}},'effect':{'deny':true}},{'policy_id':'b','when':{'action':'m:x'},'effect':{'deny':true}}]",
        "b", "`b` changes no decision: what it denies is denied by `a` anyway", "remove the rule, or change `a`")]
    [InlineData("[{'policy_id':'a1','when':{'action':'m:*','roles_any':['x']},'effect':{'deny':true}},{'policy_id':'a2','when':{'action':'*','not':{'roles_any':['x']}},'effect':{'require_approval':true}},{'policy_id':'b','when':{'action':'m:x'},'effect':{'require_approval':true}}]",
        "b", "`b` changes no decision: what it holds for approval is denied by `a1` or held for approval by `a2` anyway", "remove the rule, or change `a1` and `a2`")]
    [InlineData("[{'policy_id':'b','when':{'action':'m:x'},'effect':{'allow':true}}]",
        "b", "`b` changes no decision: the default effect is allow, and to allow overrides nothing", "remove the rule, or lint with the default effect of the host, if that is deny")]
    [InlineData("[{'policy_id':'a','priority':1,'when':{'action':'m:*'},'effect':{'set_cost_units':5}},{'policy_id':'b','when':{'action':'m:x'},'effect':{'set_cost_units':7}}]",
        "b", "`b` changes no decision: its cost gives way to that of `a`", "remove the rule, or change `a`")]
    [InlineData("[{'policy_id':'a','when':{'action':'m:*'},'effect':{'set_cost_units':5}},{'policy_id':'b','priority':1,'when':{'action':'m:x'},'effect':{'set_cost_units':5}}]",
        "b", "`b` changes no decision: without it the cost is the same, by `a`", "remove the rule, or change `a`")]
    [InlineData("[{'policy_id':'a','when':{'action':'m:*'},'effect':{'deny':true,'deny_reason':'no'}},{'policy_id':'b','priority':1,'when':{'action':'m:x'},'effect':{'deny':true,'deny_reason':'no'}}]",
        "b", "`b` changes no decision: what it denies is denied by `a` anyway; without it the reason is the same, by `a`", "remove the rule, or change `a`")]
    [InlineData("[{'policy_id':'a','when':{'action':'m:*'},'effect':{'deny':true,'deny_reason':'no'}},{'policy_id':'b','priority':1,'when':{'action':'m:x','args':{'n':{'exists':true,'gt':1,'like':'*'}}},'effect':{'deny':true,'deny_reason':'not so'}}]",
        "b", "`b` changes no decision: what it denies is denied by `a` anyway; its reason gives way to that of `a`", "remove the rule, or change `a`")]
    public void Lint_RuleThatChangesNothing_IsNeverEffective_WithTheCause(string rules, string id, string message, string help)
    {
        PolicyLintFinding finding = Lint(rules.Replace('\'', '"')).Should().ContainSingle().Subject;
        (finding.PolicyId, finding.Code, finding.Severity, finding.Diagnostic.Message, finding.Diagnostic.Help).Should().Be((id, "never_effective", PolicyLintSeverity.Warning, message, help));
        finding.RelatedPolicyIds.Should().Equal(Quoted(help));
    }

    [Theory]
    [InlineData("'set_cost_units':5", "'set_cost_units':7", "'set_cost_units':5")]
    [InlineData("'deny':true,'deny_reason':'no'", "'deny':true,'deny_reason':'not so'", "'deny':true,'deny_reason':'no'")]
    public void Lint_RuleThatGoesBeforeAnotherValueForSome_IsEffective(string first, string between, string last)
    {
        // Without the first rule, callers with the role would get what the second gives, all others the same.
        string rules = $$"""
            [{"policy_id":"a","priority":2,"when":{"action":"m:x"},"effect":{ {{first}} } },
             {"policy_id":"b","priority":1,"when":{"action":"m:*","roles_any":["q"]},"effect":{ {{between}} } },
             {"policy_id":"c","when":{"action":"*"},"effect":{ {{last}} } }]
            """;
        Lint(rules.Replace('\'', '"')).Should().BeEmpty();
    }

    [Theory]
    [InlineData("[{'policy_id':'a','when':{'action':'m:x'},'effect':{'deny':true}}]", "`a` changes no decision: what it denies is denied by default anyway")]
    [InlineData("[{'policy_id':'a','when':{'action':'m:x'},'effect':{'deny':true}},{'policy_id':'b','when':{'action':'m:y'},'effect':{'allow':true}}]", "`a` changes no decision: what it denies is denied by default anyway")]
    [InlineData("[{'policy_id':'b','when':{'action':'m:*'},'effect':{'allow':true}},{'policy_id':'c','when':{'action':'m:y'},'effect':{'allow':true}}]", "`c` changes no decision: what it allows is allowed by `b` anyway")]
    [InlineData("[{'policy_id':'a','when':{'action':'m:x'},'effect':{'deny':true}},{'policy_id':'b','when':{'action':'m:*'},'effect':{'allow':true}}]", null)]
    public void Lint_UnderDenyByDefault_AsksWhatWouldBeAllowedWithoutTheRule(string rules, string? message) =>
        Lint(rules.Replace('\'', '"'), Denying).Select(static finding => finding.Diagnostic.Message).Should().Equal(message is null ? [] : [message]);

    [Fact]
    public void Lint_RuleOfTwoPhases_IsNeverEffectiveOnlyIfItIsInNeither()
    {
        const string Rules = """
            [{"policy_id":"a","phase":"plan","effect":{"deny":true}},
             {"policy_id":"b","phase":["plan","exec"],"when":{"action":"x"},"effect":{"deny":true}},
             {"policy_id":"c","phase":"plan","when":{"action":"y"},"effect":{"require_approval":true}}]
            """;
        Lint(Rules).Select(static finding => (finding.PolicyId, finding.Code)).Should().Equal(("c", "never_effective"));
    }

    [Theory]
    [InlineData("[{'policy_id':'a','priority':1,'when':{'action':'m:*'},'effect':{'set_cost_units':5}},{'policy_id':'b','when':{'action':'m:x'},'effect':{'require_approval':true,'set_cost_units':7}}]",
        "cost_overridden", "the cost of `b` is never charged: its cost gives way to that of `a`")]
    [InlineData("[{'policy_id':'a','priority':1,'when':{'action':'m:*','args':{'n':{'exists':true}}},'effect':{'deny':true,'deny_reason':'no'}},{'policy_id':'b','when':{'action':'m:x','args':{'n':{'exists':true}}},'effect':{'deny':true,'deny_reason':'not so','set_cost_units':1}}]",
        "reason_overridden", "the reason of `b` is never shown: its reason gives way to that of `a`")]
    [InlineData("[{'policy_id':'b','when':{'action':'m:x','args':{'n':{'gt':1,'like':'*'}}},'effect':{'deny':true,'set_cost_units':1}}]",
        "cost_overridden", "the cost of `b` is never charged: its condition is never true, only unknown, and then its cost does not count")]
    public void Lint_PartOfAnEffectThatNeverShows_IsTold(string rules, string code, string message)
    {
        PolicyLintFinding finding = Lint(rules.Replace('\'', '"')).Should().ContainSingle(finding => finding.Code == code).Subject;
        (finding.PolicyId, finding.Severity, finding.Diagnostic.Message).Should().Be(("b", PolicyLintSeverity.Warning, message));
    }

    [Fact]
    public void Lint_RuleOfATenant_HidesOthersForThatTenantOnly()
    {
        PolicySet global = PolicyTesting.Load("""
            [{"policy_id":"a","when":{"any":[{"tenant":"acme"},{"tenant":"globex"}],"action":"x"},"effect":{"deny":true}},
             {"policy_id":"b","when":{"action":"x","tenant":"acme"},"effect":{"require_approval":true}}]
            """);

        PolicyLintReport report = global.ForTenant(PolicyTesting.RulesOf("acme",
            """[{"policy_id":"own","effect":{"deny":true}},{"policy_id":"odd","when":{"tenant":"globex"},"effect":{"deny":true}}]""")).GetSet().Lint();

        report.Findings.Select(static finding => finding.ToString()).Should().Equal(
            "tenant.json:1:58: error: `odd` never matches: the tenant that owns it and `tenant` exclude each other [never_matches]; help: mend the condition, or remove the rule",
            "test.json:2:15: warning: `b` changes no decision: what it holds for approval is denied by `a` anyway [never_effective]; help: remove the rule, or change `a`");
    }

    [Fact]
    public void Lint_SameConditionInOtherWords_IsDuplicateOrContradiction()
    {
        const string Rules = """
            [{"policy_id":"one","when":{"any":[{"action":"q"},{"action":"r"}]},"effect":{"deny":true}},
             {"policy_id":"two","when":{"not":{"all":[{"not":{"action":"r"}},{"not":{"action":"q"}}]}},"effect":{"deny":true}},
             {"policy_id":"yes","when":{"any":[{"action":"r"},{"action":"q","not":{"action":"r"}}]},"effect":{"allow":true}},
             {"policy_id":"more","when":{"any":[{"action":"r"},{"action":"q"},{"action":"s"}]},"effect":{"require_approval":true}}]
            """;
        Lint(Rules).Select(static finding => finding.ToString()).Should().Equal(
            "test.json:2:15: warning: `two` applies to the same requests as `one`, with the same effect [duplicate_rule]; help: remove one of the two",
            "test.json:3:15: error: `yes` allows exactly what `one` and `two` deny [contradiction]; help: remove one side, or narrow one of the conditions");
    }

    [Theory]
    [InlineData("{'args':{'n':{'gt':1}}}", "`args.n` is absent")]
    [InlineData("{'args':{'n':{'gt':1},'m.o':{'eq':'x'}}}", "`args.m.o` and `args.n` are absent")]
    [InlineData("{'args':{'n':{'eq':{'ref':'user'}}}}", "`args.n` is absent")]
    [InlineData("{'args':{'n':{'eq':{'ref':'user'},'exists':true}}}", "`user` is absent")]
    [InlineData("{'args':{'n':{'gt':1,'exists':true}}}", null)]
    [InlineData("{'any':[{'args':{'n':{'exists':false}}},{'args':{'n':{'gt':1}}}]}", null)]
    [InlineData("{'not':{'args':{'n':{'lt':1,'exists':true}}}}", null)]
    public void Lint_RuleThatDeniesForWantOfAnArgument_IsUnknownProne(string when, string? where)
    {
        IReadOnlyList<PolicyLintFinding> findings = Lint($$$"""[{"policy_id":"p","when":{{{when.Replace('\'', '"')}}},"effect":{"deny":true}}]""");
        findings.Select(static finding => finding.ToString()).Should().Equal(where is null ? [] :
        [
            $"test.json:1:15: warning: `p` also denies where {where}: its condition is then unknown, and it fails closed [unknown_prone]; help: where that is not meant, write `\"exists\": true` beside the test",
        ]);
    }

    [Fact]
    public void Lint_AllowOrCostThatNeedsAnArgument_IsNotUnknownProne()
    {
        Lint("""[{"policy_id":"p","when":{"args":{"n":{"gt":1}}},"effect":{"allow":true}},{"policy_id":"q","when":{"args":{"n":{"gt":1}}},"effect":{"set_cost_units":1}}]""", Denying).Should().BeEmpty();
    }

    [Fact]
    public void Lint_ObligationWithAReservedMember_IsAnErrorAtAnyDepth()
    {
        PolicyLintFinding finding = Lint("""[{"policy_id":"p","effect":{"obligations":[{"type":"t"},{"type":"t","a":[{"$commit":1}]}]}}]""").Should().ContainSingle().Subject;
        finding.ToString().Should().Be("test.json:1:15: error: an obligation of `p` has the member `$commit`, which events must not hold [reserved_member]; help: give the member another name");
    }

    [Fact]
    public void Lint_ShadowRule_IsToldOnlyThatItNeverMatches_AndDisabledRulesNothing()
    {
        const string Rules = """
            [{"policy_id":"a","effect":{"deny":true}},
             {"policy_id":"b","mode":"shadow","when":{"args":{"n":{"gt":1}}},"effect":{"deny":true}},
             {"policy_id":"c","mode":"shadow","when":{"action":"x","not":{"action":"x"}},"effect":{"deny":true}},
             {"policy_id":"d","enabled":false,"when":{"action":"x","not":{"action":"x"}},"effect":{"deny":true}}]
            """;
        Lint(Rules).Select(static finding => (finding.PolicyId, finding.Code)).Should().Equal(("c", "never_matches"));
    }

    [Fact]
    public void Lint_Finding_HasARequestThatShowsIt()
    {
        PolicyLintFinding finding = Lint("""[{"policy_id":"p","phase":"plan","when":{"action":"pay_*","roles_all":["clerk"],"args":{"amount":{"gt":100},"to":{"like":"*@x","exists":true}}},"effect":{"deny":true}}]""").Should().ContainSingle().Subject;
        finding.Example.Should().Be("""{"phase":"plan","action":"pay_","roles":["clerk"],"args":{"to":"@x"}}""");
    }

    private static PolicySetOptions Denying { get; } = new() { DefaultEffect = PolicyEffect.Deny };

    private static IReadOnlyList<PolicyLintFinding> Lint(string rules, PolicySetOptions? options = null) => PolicyTesting.Load(rules, options).Lint().Findings;

    private static IEnumerable<string> Quoted(string text) => text.Split('`').Where(static (_, i) => i % 2 == 1);
}
