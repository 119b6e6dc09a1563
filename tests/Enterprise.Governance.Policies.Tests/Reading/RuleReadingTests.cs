namespace Enterprise.Governance.Policies.Tests.Reading;

public sealed class RuleReadingTests
{
    [Fact]
    public void Load_SixteenLevels_AreAccepted() =>
        PolicyTesting.Truth($"{string.Concat(Enumerable.Repeat("{\"not\":", 16))}{{}}{new string('}', 16)}", new PolicyRequest("x")).Should().Be("true");

    [Theory]
    [InlineData("""{"deny":false}""", "p.json:1:32: `deny` is false and does nothing; help: remove it; no rule can take back what another rule does|p.json:1:31: the rule has no effect; help: add one, or remove the rule")]
    [InlineData("""{"allow":true,"require_approval":false}""", "p.json:1:45: `require_approval` is false and does nothing; help: remove it; no rule can take back what another rule does")]
    [InlineData("""{}""", "p.json:1:31: the rule has no effect; help: add one, or remove the rule")]
    [InlineData("""{"allow":true}""", "")]
    public void Load_EffectThatDoesNothing_IsAWarning(string effect, string expected)
    {
        PolicyLoadResult result = PolicySet.Load($$"""[{"policy_id":"long","effect":{{effect}}}]""", "p.json");
        result.IsLoaded.Should().BeTrue();
        result.Warnings.Select(static warning => warning.ToString()).Order(StringComparer.Ordinal)
            .Should().Equal(expected.Split('|', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Load_EmptyListOfTheListForm_IsAWarning()
    {
        PolicyLoadResult result = PolicySet.Load("""[{"policy_id":"a","deny_actions":[],"require_approval_actions":["x"]}]""");
        result.GetSet().Rules.Should().ContainSingle().Which.PolicyId.Should().Be("a#approval");
        result.Warnings.Should().ContainSingle().Which.Code.Should().Be("no_effect");
    }

    [Fact]
    public void Rule_KnowsWhereItStands()
    {
        PolicyRule rule = PolicyTesting.Load("[\n  { \"priority\": -3, \"policy_id\": \"a\", \"effect\": { \"deny\": true }, \"mode\": \"shadow\" } ]").Rules[0];
        (rule.File, rule.Line, rule.Column, rule.Priority, rule.Mode, rule.Enabled).Should().Be(("test.json", 2, 34, -3, PolicyMode.Shadow, true));
        rule.Tenant.Should().BeNull();
    }

    [Fact]
    public void Load_ByteOrderMarkCommentsAndTrailingCommas_AreAccepted() =>
        PolicyTesting.Load("\uFEFF// rules\n{ \"policies\": [ /* none */ ], }").Rules.Should().BeEmpty();

    [Theory]
    [InlineData("""{"action":["a","b*"]}""", """{"any":[{"action":"a"},{"action":"b*"}]}""")]
    [InlineData("""{"action":["a"],"user":["x"]}""", """{"action":"a","user":"x"}""")]
    [InlineData("""{"tool":["s","t"],"action":["a","b"]}""", """{"all":[{"any":[{"action":"a"},{"action":"b"}]},{"any":[{"tool":"s"},{"tool":"t"}]}]}""")]
    [InlineData("""{"action":["a","b"],"tool":["s","t"]}""", """{"all":[{"any":[{"action":"a"},{"action":"b"}]},{"any":[{"tool":"s"},{"tool":"t"}]}]}""")]
    [InlineData("""{"org":["a","b"],"any":[{"tool":"t"}],"all":[{"user":"u"}]}""", """{"all":[{"user":"u"},{"any":[{"org":"a"},{"org":"b"}]}],"any":[{"tool":"t"}]}""")]
    public void Load_ListOfPatterns_IsShortForAny(string when, string normal)
    {
        PolicyRule rule = Deny(when).Rules[0];
        System.Text.Encoding.UTF8.GetString(rule.Document.Span).Should().EndWith($"\"when\":{normal}}}");
        rule.Digest.Should().Be(Deny(normal).Rules[0].Digest);
    }

    [Fact]
    public void Load_ListOfPatternsAtTheDeepestPlace_CanBeReadAgain()
    {
        string when = string.Concat(Enumerable.Repeat("{\"not\":", 14)) + """{"action":["a","b"],"tool":["s","t"]}""" + new string('}', 14);
        PolicySet set = Deny(when);
        PolicySet.FromDocument(set.Document).GetSet().Version.Should().Be(set.Version);
    }

    private static PolicySet Deny(string when) => PolicyTesting.Load($$$"""[{"policy_id":"p","when":{{{when}}},"effect":{"deny":true}}]""");
}
