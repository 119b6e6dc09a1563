namespace Enterprise.Governance.Policies.Tests.Evaluation;

public sealed class CombinationTests
{
    [Theory]
    [InlineData("""{"id":"a","effect":{"allow":true}},{"id":"d","effect":{"deny":true},"priority":-9},{"id":"r","effect":{"require_approval":true},"priority":9}""", "deny")]
    [InlineData("""{"id":"a","effect":{"allow":true},"priority":9},{"id":"r","effect":{"require_approval":true}}""", "require_approval")]
    [InlineData("""{"id":"a","effect":{"allow":true}}""", "allow")]
    [InlineData("""{"id":"c","effect":{"set_cost_units":1}},{"id":"o","effect":{"obligations":[{"type":"t"}]}},{"id":"s","mode":"shadow","effect":{"allow":true}}""", "deny")]
    [InlineData("", "deny")]
    public void Evaluate_StrictestMatchingRuleWins_ElseTheDefault(string rules, string expected) =>
        Evaluate(rules, new PolicySetOptions { DefaultEffect = PolicyEffect.Deny }).Effect.ToJsonName().Should().Be(expected);

    [Fact]
    public void Evaluate_ReasonAndCost_ComeFromTheHighestRuleThatGivesOne()
    {
        PolicyDecision decision = Evaluate("""
            {"id":"z","priority":9,"effect":{"deny":true}},
            {"id":"c","priority":5,"effect":{"deny":true,"deny_reason":"of c","set_cost_units":3}},
            {"id":"b","priority":5,"effect":{"deny":true,"deny_reason":"of b"}},
            {"id":"a","priority":1,"effect":{"deny":true,"deny_reason":"of a","set_cost_units":1}},
            {"id":"B","priority":5,"effect":{"set_cost_units":2}}
            """);
        decision.DenyReason.Should().Be("of b");
        decision.CostUnits.Should().Be(2, "`B` is before `c` in ordinal order");
        decision.PolicyIds.Should().Equal("B", "a", "b", "c", "z");
    }

    [Fact]
    public void Evaluate_RulesOfOneActionAndOfMany_KeepOneOrderOfPrecedence()
    {
        (int Literal, int Wildcard, string Expected)[] cases = [(5, 1, "literal"), (1, 5, "wildcard"), (0, 0, "literal")];
        foreach ((int literal, int wildcard, string expected) in cases)
        {
            Evaluate($$$"""
                {"id":"b","priority":{{{wildcard}}},"when":{"action":"send*"},"effect":{"deny":true,"deny_reason":"wildcard"}},
                {"id":"a","priority":{{{literal}}},"when":{"action":"send_email"},"effect":{"deny":true,"deny_reason":"literal"}}
                """).DenyReason.Should().Be(expected);
        }
    }

    [Fact]
    public void Evaluate_CostOfZero_IsACost() =>
        Evaluate("""{"id":"a","priority":1,"effect":{"set_cost_units":0}},{"id":"b","effect":{"set_cost_units":7}}""").CostUnits.Should().Be(0);

    [Fact]
    public void Evaluate_UnknownRules_FailClosedAndGiveNothingElse()
    {
        PolicyDecision decision = Evaluate("""
            {"id":"d","when":{"args":{"x":{"gt":1}}},"effect":{"deny":true,"deny_reason":"unknown","set_cost_units":5,"obligations":[{"type":"t"}]}},
            {"id":"r","when":{"args":{"x":{"gt":1}}},"effect":{"require_approval":true}},
            {"id":"a","when":{"args":{"x":{"gt":1}}},"effect":{"allow":true}},
            {"id":"c","when":{"args":{"x":{"gt":1}}},"effect":{"set_cost_units":5}}
            """);
        decision.ToJson().Should().Be(
            $$"""{"effect":"deny","cost_units":null,"deny_reason":"unknown","obligations":[],"policy_ids":["d","r"],"unknown":["d","r"],"shadow":[],"policy_set":"{{decision.PolicySetVersion}}"}""");
    }

    [Fact]
    public void Evaluate_DenialThatTrulyMatches_GivesTheReasonBeforeAnUnknownOne()
    {
        PolicyDecision decision = Evaluate("""
            {"id":"u","priority":9,"when":{"args":{"x":{"gt":1}}},"effect":{"deny":true,"deny_reason":"unknown"}},
            {"id":"t","priority":-9,"effect":{"deny":true,"deny_reason":"true"}}
            """);
        decision.DenyReason.Should().Be("true");
        decision.Unknown.Should().Equal("u");
        decision.PolicyIds.Should().Equal("t", "u");
    }

    [Fact]
    public void Evaluate_Obligations_AddUpInOrderOfPrecedence_AndKeepTheirText()
    {
        PolicyDecision decision = Evaluate("""
            {"id":"b","effect":{"obligations":[{"type":"x","z":[1.0,{"b":null,"a":"\u00e9"}]},{"type":"y"}]}},
            {"id":"a","effect":{"obligations":[{"type":"y"}]}},
            {"id":"c","priority":1,"effect":{"deny":true,"obligations":[{"artifact_type":"final_reply","type":"must_emit_artifact"}]}}
            """);
        decision.Obligations.Select(static obligation => obligation.ToString()).Should().Equal(
            """{"artifact_type":"final_reply","type":"must_emit_artifact"}""",
            """{"type":"y"}""",
            "{\"type\":\"x\",\"z\":[1,{\"a\":\"\u00e9\",\"b\":null}]}",
            """{"type":"y"}""");
        decision.Obligations.Select(static obligation => obligation.Type).Should().Equal("must_emit_artifact", "y", "x", "y");
    }

    [Fact]
    public void Evaluate_ShadowRules_AreReportedAndDecideNothing()
    {
        PolicyDecision decision = Evaluate("""
            {"id":"b","mode":"shadow","effect":{"deny":true,"deny_reason":"no","set_cost_units":9,"obligations":[{"type":"t"}]}},
            {"id":"a","mode":"shadow","when":{"args":{"x":{"gt":1}}},"effect":{"deny":true}},
            {"id":"c","mode":"shadow","when":{"args":{"x":{"gt":1}}},"effect":{"allow":true}},
            {"id":"d","mode":"shadow","when":{"action":"other"},"effect":{"deny":true}},
            {"id":"e","mode":"shadow","enabled":false,"effect":{"deny":true}},
            {"id":"f","effect":{"allow":true}}
            """);
        decision.ToJson().Should().Be(
            $$"""{"effect":"allow","cost_units":null,"deny_reason":null,"obligations":[],"policy_ids":["f"],"unknown":[],"shadow":["a","b"],"policy_set":"{{decision.PolicySetVersion}}"}""");
    }

    [Fact]
    public void Evaluate_ApprovalRules_AreThoseThatRequireIt_WithTheirDigests()
    {
        string rules = """
            {"id":"b","effect":{"require_approval":true}},
            {"id":"a","when":{"args":{"x":{"gt":1}}},"effect":{"require_approval":true}},
            {"id":"c","effect":{"allow":true}}
            """;
        PolicyDecision decision = Evaluate(rules);
        PolicySet set = PolicyTesting.Load(File(rules));
        decision.ApprovalRules.Should().Equal(set.Rules[0].ToReference(), set.Rules[1].ToReference());
        decision.ApprovalRules[0].PolicyId.Should().Be("a");
        decision.ApprovalRules[0].Digest.Should().MatchRegex("^[0-9a-f]{64}$").And.NotBe(decision.ApprovalRules[1].Digest);
        Evaluate(rules + """,{"id":"d","effect":{"deny":true}}""").ApprovalRules.Should().BeEmpty("it is denied");
    }

    [Fact]
    public void Evaluate_Phase_SelectsRulesAndDefault()
    {
        PolicySet set = PolicyTesting.Load(
            File("""{"id":"p","phase":"plan","effect":{"allow":true}},{"id":"pe","phase":["plan","review","plan"],"effect":{"set_cost_units":1}}"""),
            new PolicySetOptions { DefaultEffect = PolicyEffect.Deny, DefaultEffectsByPhase = new Dictionary<string, PolicyEffect> { ["review"] = PolicyEffect.Allow } });
        (string Phase, string Expected)[] cases = [("plan", "allow p,pe"), ("review", "allow pe"), ("exec", "deny "), ("else", "deny ")];
        foreach ((string phase, string expected) in cases)
        {
            PolicyDecision decision = set.Evaluate(new PolicyRequest("x") { Phase = phase });
            $"{decision.Effect.ToJsonName()} {string.Join(',', decision.PolicyIds)}".Should().Be(expected, phase);
        }
    }

    [Fact]
    public void Evaluate_ListForm_YieldsTwoRules()
    {
        PolicySet set = PolicyTesting.Load("""[{"policy_id":"old","priority":3,"deny_actions":["dangerous:*","wipe"],"require_approval_actions":["write_crm:*"]}]""");
        set.Rules.Select(static rule => rule.PolicyId).Should().Equal("old#approval", "old#deny");
        set.Rules.Should().OnlyContain(rule => rule.Priority == 3 && rule.Phases.Length == 1);
        set.Evaluate(new PolicyRequest("dangerous:x")).PolicyIds.Should().Equal("old#deny");
        set.Evaluate(new PolicyRequest("wipe")).Effect.Should().Be(PolicyEffect.Deny);
        set.Evaluate(new PolicyRequest("write_crm:x")).Effect.Should().Be(PolicyEffect.RequireApproval);
        set.Evaluate(new PolicyRequest("write_crm")).Effect.Should().Be(PolicyEffect.Allow);
    }

    [Theory]
    [InlineData("""{"tenant":"*"}""", "false", "true")]
    [InlineData("""{"org":"*"}""", "false", "true")]
    [InlineData("""{"user":"*"}""", "false", "true")]
    [InlineData("""{"tool":"*"}""", "false", "true")]
    [InlineData("""{"roles_any":["admin"]}""", "false", "true")]
    [InlineData("""{"roles_all":["admin"]}""", "false", "true")]
    [InlineData("""{}""", "true", "false")]
    public void Evaluate_AbsentSubject_MakesItsCriterionFalse(string when, string expected, string negated)
    {
        PolicyTesting.Truth(when, new PolicyRequest("x")).Should().Be(expected);
        PolicyTesting.Truth($$"""{"not":{{when}}}""", new PolicyRequest("x")).Should().Be(negated);
    }

    [Theory]
    [InlineData("""{"all":[{"action":"x"},{"args":{"a":{"gt":1}}}]}""", "unknown")]
    [InlineData("""{"all":[{"action":"y"},{"args":{"a":{"gt":1}}}]}""", "false")]
    [InlineData("""{"any":[{"action":"x"},{"args":{"a":{"gt":1}}}]}""", "true")]
    [InlineData("""{"any":[{"action":"y"},{"args":{"a":{"gt":1}}}]}""", "unknown")]
    [InlineData("""{"any":[{"action":"y"},{"action":"z"}]}""", "false")]
    [InlineData("""{"not":{"args":{"a":{"gt":1}}}}""", "unknown")]
    [InlineData("""{"action":"y","not":{"args":{"a":{"gt":1}}}}""", "false")]
    [InlineData("""{"not":{"not":{"any":[{"action":"X"},{"not":{"action":"x"}}]}}}""", "false")]
    public void Evaluate_Combinators_FollowKleene(string when, string expected) =>
        PolicyTesting.Truth(when, new PolicyRequest("x")).Should().Be(expected);

    private static PolicyDecision Evaluate(string rules, PolicySetOptions? options = null) =>
        PolicyTesting.Load(File(rules), options).Evaluate(PolicyTesting.Request());

    private static string File(string rules) => $"[{rules.Replace("\"id\":", "\"policy_id\":", StringComparison.Ordinal)}]";
}
