using System.Text;
using System.Text.Json;

namespace Enterprise.Governance.Policies.Tests.Evaluation;

public sealed class HostileArgumentTests
{
    private const string Rules = """
        [
          { "policy_id": "role", "when": { "roles_any": ["admin"] }, "effect": { "deny": true } },
          { "policy_id": "tenant", "when": { "tenant": "globex" }, "effect": { "deny": true } },
          { "policy_id": "user", "when": { "user": "root" }, "effect": { "deny": true } },
          { "policy_id": "org", "when": { "org": "*" }, "effect": { "deny": true } },
          { "policy_id": "tool", "when": { "tool": "*" }, "effect": { "deny": true } },
          { "policy_id": "action", "when": { "action": "wipe" }, "effect": { "deny": true } },
          { "policy_id": "ref", "when": { "args": { "owner": { "eq": { "ref": "user" }, "exists": true } } }, "effect": { "deny": true } },
          { "policy_id": "dotted", "when": { "args": { "a.b": { "exists": true } } }, "effect": { "deny": true } },
          { "policy_id": "phase", "phase": "plan", "effect": { "deny": true } }
        ]
        """;

    [Theory]
    [InlineData("""{"roles":["admin"],"roles_any":["admin"]}""")]
    [InlineData("""{"tenant":"globex","org":"x","user":"root","tool":"shell","action":"wipe","phase":"plan"}""")]
    [InlineData("""{"a.b":1}""")]
    [InlineData("""{"__proto__":{"roles":["admin"],"a":{"b":1}},"constructor":{"prototype":{"a":{"b":1}}}}""")]
    [InlineData("""{"args":{"owner":"ann","a":{"b":1}},"args.owner":"ann"}""")]
    [InlineData("""{"to":{"ref":"user"},"owner":"{\"ref\":\"user\"}"}""")]
    [InlineData("""{"ref":"user","when":{},"effect":{"deny":true},"*":"*","":1,"\u0000":2}""")]
    public void Evaluate_NamesThatMeanSomethingElsewhere_AreOnlyArguments(string args) =>
        PolicyTesting.Load(Rules).Evaluate(PolicyTesting.Request(args: args)).ToJson()
            .Should().Be(PolicyTesting.Load(Rules).Evaluate(PolicyTesting.Request()).ToJson())
            .And.Contain("\"effect\":\"allow\"");

    [Theory]
    [InlineData("roles")]
    [InlineData("tenant")]
    [InlineData("__proto__")]
    [InlineData("a*")]
    [InlineData("\u00e9\U0001F600")]
    [InlineData("quo\\\"te")]
    public void Evaluate_AnyNameWithoutDot_IsReachableAsAnArgument(string name) =>
        PolicyTesting.Truth($$$$"""{"args":{"{{{{name}}}}":{"eq":1}}}""", PolicyTesting.Request(args: $$"""{"{{name}}":1}""")).Should().Be("true");

    [Theory]
    [InlineData("""{"x":1,"x":2}""", "an object has the same member name twice (byte 7)")]
    [InlineData("""{"x":1,"\u0078":2}""", "an object has the same member name twice (byte 7)")]
    [InlineData("""{"x":"secret""", "a string is not closed (byte 5)")]
    [InlineData("""{"x":"\ud800"}""", "an escape names half of a surrogate pair (byte 6)")]
    [InlineData("""{"x":1e999}""", "a number is beyond an IEEE 754 double (byte 5)")]
    [InlineData("""["secret"]""", "they must be a JSON object")]
    [InlineData("5", "they must be a JSON object")]
    [InlineData("""{"x":1} trailing""", "there is text after the JSON value (byte 8)")]
    public void Evaluate_ArgumentsThatCannotBeRead_AreAnArgumentExceptionWithoutPayload(string args, string reason)
    {
        PolicySet set = PolicyTesting.Load("""[{"policy_id":"p","when":{"args":{"x":{"eq":1}}},"effect":{"deny":true}}]""");
        Action evaluate = () => set.Evaluate(PolicyTesting.Request(args: args));
        ArgumentException thrown = evaluate.Should().Throw<ArgumentException>().Which;
        thrown.Message.Should().Be($"the arguments cannot be read: {reason} (Parameter 'request')");
        thrown.ToString().Should().NotContain("secret");
        thrown.InnerException.Should().BeNull();
    }

    [Fact]
    public void Evaluate_BytesThatAreNotUtf8_AreAnArgumentException()
    {
        PolicySet set = PolicyTesting.Load("""[{"policy_id":"p","when":{"args":{"x":{"eq":1}}},"effect":{"deny":true}}]""");
        Action evaluate = () => set.Evaluate(new PolicyRequest("a") { Args = new byte[] { (byte)'{', (byte)'"', 0xFF, (byte)'"', (byte)':', (byte)'1', (byte)'}' } });
        evaluate.Should().Throw<ArgumentException>();
    }

    [Theory]
    [InlineData('[')]
    [InlineData('{')]
    public void Evaluate_HundredThousandBrackets_AreAnArgumentException(char bracket)
    {
        PolicySet set = PolicyTesting.Load("""[{"policy_id":"p","when":{"args":{"x":{"eq":1}}},"effect":{"deny":true}}]""");
        string open = bracket == '[' ? new string('[', 100_000) : string.Concat(Enumerable.Repeat("{\"x\":", 100_000));
        Action evaluate = () => set.Evaluate(PolicyTesting.Request(args: $$"""{"x":{{open}}"""));
        evaluate.Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Evaluate_ArgumentsThatNoRuleAsksFor_AreNotRead() =>
        PolicyTesting.Load(Rules).Evaluate(new PolicyRequest("x") { Phase = "plan", Args = "{"u8.ToArray() }).Effect.Should().Be(PolicyEffect.Deny);

    [Fact]
    public void WithArgs_AnElement_KeepsItsTextAfterTheDocumentIsGone()
    {
        PolicyRequest request;
        using (JsonDocument document = JsonDocument.Parse("""{"outer":{"x":1,"x":2}}"""))
            request = new PolicyRequest("a").WithArgs(document.RootElement.GetProperty("outer"));
        Encoding.UTF8.GetString(request.Args.Span).Should().Be("""{"x":1,"x":2}""");
        new PolicyRequest("a").WithArgs(default).Args.IsEmpty.Should().BeTrue();
    }

    [Fact]
    public void Evaluate_RequestMadeByDefault_IsAnArgumentException()
    {
        Action evaluate = static () => PolicySet.Empty.Evaluate(default);
        evaluate.Should().Throw<ArgumentException>().WithMessage("the request names no action*");
    }

    [Fact]
    public void Request_NameThatIsNone_IsAnArgumentException()
    {
        foreach (string action in (string[])["", "a\ud800", new string('x', 501)])
            FluentActions.Invoking(() => new PolicyRequest(action)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(static () => new PolicyRequest("a") { Tenant = "a\tb" }).Should().Throw<ArgumentException>().WithMessage("`Tenant` has the control character*");
    }
}
