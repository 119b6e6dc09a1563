using Enterprise.Governance.Json;

namespace Enterprise.Governance.Policies.Tests.PolicyTests;

/// <summary>What a person is told about a broken test file.</summary>
public sealed class BrokenTestFilesTests
{
    private const string Head = """{ "policies": [], "tests": [ { "name": "a", """;

    [Theory]
    [InlineData("[]", "1:1: a test file must be an object, not an array; help: write `{\"tests\": [ … ]}`")]
    [InlineData("{ \"policies\": [] }", "1:1: the file has no `tests`; help: write `\"tests\": [ … ]`")]
    [InlineData("{ \"policies\": [], \"tests\": [] }", "1:28: `tests` is an empty list; help: write a test, or remove the file")]
    [InlineData("{ \"policies\": [], \"tests\": {} }", "1:28: `tests` must be an array, not an object; help: write it between `[` and `]`")]
    [InlineData("{ \"policies\": [], \"tests\": [ 1 ] }", "1:30: a test must be an object, not a number; help: write `{\"name\": …, \"request\": …, \"expect\": …}`")]
    [InlineData("{ \"policies\": [], \"test\": [ ] }", "1:1: the file has no `tests`; help: write `\"tests\": [ … ]`|1:19: unknown key `test`; help: did you mean `tests`?")]
    [InlineData("{ \"policies\": [], \"files\": [], \"tests\": [ { \"name\": \"a\", \"request\": { \"action\": \"x\" }, \"expect\": { \"effect\": \"deny\" } } ] }", "1:28: `files` is an empty list; help: name a policy file, or leave `files` out")]
    [InlineData("{ \"policies\": [], \"default_effect\": \"no\", \"tests\": [ { \"name\": \"a\", \"request\": { \"action\": \"x\" }, \"expect\": { \"effect\": \"deny\" } } ] }", "1:37: a default effect must be `allow` or `deny`, not `\"no\"`; help: an approval needs a rule that asks for it")]
    [InlineData("{ \"$schema\": 1, \"policies\": [], \"tests\": [ { \"name\": \"a\", \"request\": { \"action\": \"x\" }, \"expect\": { \"effect\": \"deny\" } } ] }", "1:14: `$schema` must be a string, not a number; help: write it between double quotes")]
    [InlineData("{ \"tests\": [ { \"name\": \"a\", \"request\": { \"action\": \"x\" }, \"expect\": { \"effect\": \"deny\" } } ] }", "1:1: text that came from no file must hold the policies that it tests; help: write `\"policies\": [ … ]` and no `files`")]
    public void Load_BrokenFile_SaysExactlyThis(string json, string expected) => Errors(json).Should().Equal(expected.Split('|'));

    [Theory]
    [InlineData("\"request\": { \"action\": \"x\" } } ] }", "1:30: the test has no `expect`; help: write `\"expect\": {\"effect\": …}`")]
    [InlineData("\"request\": { \"action\": \"x\" }, \"expect\": {} } ] }", "1:85: the test expects nothing; help: name at least `effect`")]
    [InlineData("\"request\": { \"action\": \"x\" }, \"expect\": \"deny\" } ] }", "1:85: `expect` must be an object, not a string; help: write `{\"effect\": \"deny\"}` or another expectation")]
    [InlineData("\"request\": { \"action\": \"x\" }, \"expects\": { \"effect\": \"deny\" } } ] }", "1:30: the test has no `expect`; help: write `\"expect\": {\"effect\": …}`|1:75: unknown key `expects`; help: did you mean `expect`?")]
    [InlineData("\"request\": { \"action\": \"x\" }, \"expect\": { \"efect\": \"deny\" } } ] }", "1:87: unknown key `efect`; help: did you mean `effect`?")]
    [InlineData("\"request\": { \"action\": \"x\" }, \"expect\": { \"effect\": \"denied\" } } ] }", "1:97: unknown effect `denied`; help: known are `allow`, `require_approval`, `deny`")]
    [InlineData("\"request\": { \"action\": \"x\" }, \"expect\": { \"effect\": true } } ] }", "1:97: `effect` must be a string, not `true`; help: write it between double quotes")]
    [InlineData("\"request\": { \"action\": \"x\" }, \"expect\": { \"cost_units\": -1 } } ] }", "1:101: `cost_units` must be a whole number from 0 to 9007199254740991, not `-1`; help: write it without sign, fraction and exponent")]
    [InlineData("\"request\": { \"action\": \"x\" }, \"expect\": { \"cost_units\": \"25\" } } ] }", "1:101: `cost_units` must be a number, not a string; help: write it in digits, or `null` if no rule sets a cost")]
    [InlineData("\"request\": { \"action\": \"x\" }, \"expect\": { \"deny_reason\": \"\" } } ] }", "1:102: `deny_reason` is empty; help: write at least one character")]
    [InlineData("\"request\": { \"action\": \"x\" }, \"expect\": { \"policy_ids\": \"a\" } } ] }", "1:101: `policy_ids` must be an array, not a string; help: write it between `[` and `]`")]
    [InlineData("\"request\": { \"action\": \"x\" }, \"expect\": { \"shadow\": [ 1 ] } } ] }", "1:99: a policy_id must be a string, not a number; help: write it between double quotes")]
    [InlineData("\"request\": { \"action\": \"x\" }, \"expect\": { \"obligations\": [ \"note\" ] } } ] }", "1:104: an obligation must be an object, not a string; help: write `{\"type\": …}`")]
    [InlineData("\"expect\": { \"effect\": \"deny\" } } ] }", "1:30: the test has no `request`; help: write `\"request\": {\"action\": …}`, or `requests` with a list")]
    [InlineData("\"request\": { \"acton\": \"x\" }, \"expect\": { \"effect\": \"deny\" } } ] }", "1:56: the request has no `action`; help: write `{\"action\": …}`|1:58: unknown key `acton`; help: did you mean `action`?")]
    [InlineData("\"request\": [ ], \"expect\": { \"effect\": \"deny\" } } ] }", "1:56: a request must be an object; help: write `{\"action\": …}`")]
    [InlineData("\"requests\": [ ], \"expect\": { \"effect\": \"deny\" } } ] }", "1:57: `requests` is an empty list; help: write a request")]
    [InlineData("\"request\": { \"action\": \"x\" }, \"requests\": [ ], \"expect\": { \"effect\": \"deny\" } } ] }", "1:75: `requests` stands beside `request`; help: put all of them into `requests`")]
    [InlineData("\"request\": { \"action\": \"x\" }, \"expect\": { \"effect\": \"deny\" } },\n{ \"name\": \"a\", \"request\": { \"action\": \"x\" }, \"expect\": { \"effect\": \"deny\" } } ] }", "2:11: the name `a` is given twice; help: the first is at line 1; say what is different here")]
    public void Load_BrokenTest_SaysExactlyThis(string rest, string expected) => Errors(Head + rest).Should().Equal(expected.Split('|'));

    [Fact]
    public void Load_TestWithoutName_SaysSo() =>
        Errors("""{ "policies": [], "tests": [ { "request": { "action": "x" }, "expect": { "effect": "deny" } } ] }""")
            .Should().Equal("1:30: the test has no `name`; help: say in a few words what it shows");

    [Fact]
    public void Load_BrokenRuleBesideABrokenTest_SaysBoth() =>
        Errors("""{ "policies": [ { "policy_id": "p" } ], "tests": [ { "name": "", "request": { "action": "x" }, "expect": { "effect": "deny" } } ] }""").Should().Equal(
            "1:62: `name` is empty; help: write at least one character",
            "1:17: the rule has no `effect`; help: write `\"effect\": {\"deny\": true}` or another effect");

    private static IEnumerable<string> Errors(string json)
    {
        PolicyTestLoadResult result = PolicyTestSuite.Load(json, "x");
        result.IsLoaded.Should().BeFalse();
        return result.Errors.Select(static error => error.ToString()["x:".Length..]);
    }
}
