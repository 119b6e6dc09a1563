using System.Collections.Immutable;
using System.Text;
using Enterprise.Governance.Json;

namespace Enterprise.Governance.Policies.Tests;

public sealed class PolicyRequestReaderTests
{
    [Fact]
    public void TryRead_EveryKey_IsTaken()
    {
        PolicyRequestReader.TryRead(
            """{"phase":"plan","action":"send_email","tool":"mcp:gmail","tenant":"acme","org":"north","user":"ann","roles":["admin"],"args":{"b":1.0,"a":[true]}}"""u8.ToArray(),
            "r.jsonl", 1, out PolicyRequest request, out ImmutableArray<SourceDiagnostic> problems).Should().BeTrue();
        problems.Should().BeEmpty();
        (request.Phase, request.Action, request.Tool, request.Tenant, request.Org, request.User).Should().Be(("plan", "send_email", "mcp:gmail", "acme", "north", "ann"));
        request.Roles.Should().Equal("admin");
        Encoding.UTF8.GetString(request.Args.Span).Should().Be("""{"a":[true],"b":1}""");
    }

    [Theory]
    [InlineData("""{"action":"x"}""")]
    [InlineData("""{"phase":null,"action":"x","tool":null,"tenant":null,"org":null,"user":null,"roles":null,"args":null}""")]
    public void TryRead_AbsentOrNull_IsTheDefault(string json)
    {
        PolicyRequestReader.TryRead(Encoding.UTF8.GetBytes(json), null, 1, out PolicyRequest request, out _).Should().BeTrue();
        request.Phase.Should().Be("exec");
        request.Tool.Should().BeNull();
        request.Roles.Should().BeEmpty();
        request.Args.IsEmpty.Should().BeTrue();
    }

    [Theory]
    [InlineData("""{"action":"x","role":["a"]}""", "r.jsonl:7:15: unknown key `role`; help: did you mean `roles`?")]
    [InlineData("""{"tool":"x"}""", "r.jsonl:7:1: the request has no `action`; help: write `{\"action\": …}`")]
    [InlineData("""{"action":""}""", "r.jsonl:7:11: `action` must not be empty; help: take a valid one, or leave it out")]
    [InlineData("""{"action":"x","tenant":5}""", "r.jsonl:7:24: `tenant` must be a string; help: write it between double quotes, or leave it out")]
    [InlineData("""{"action":"x","roles":"admin"}""", "r.jsonl:7:23: `roles` must be a list of strings; help: write `[\"…\"]`, or leave it out")]
    [InlineData("""{"action":"x","args":[]}""", "r.jsonl:7:22: `args` must be an object; help: write `{\"name\": …}`, or leave it out")]
    [InlineData("""{"action":"x","args":{"n":1e999}}""", "r.jsonl:7:22: `args` cannot be read: a number is beyond an IEEE 754 double; help: see RFC 8785 and RFC 7493 for what JSON can hold")]
    [InlineData("""{"action":"x","args":{"n":1,"n":2}}""", "r.jsonl:7:29: the key `n` is given twice; help: keep one of the two")]
    [InlineData("""[]""", "r.jsonl:7:1: a request must be an object; help: write `{\"action\": …}`")]
    [InlineData("""{"action":"x" """, "r.jsonl:7:15: the file ends in the middle of a JSON value; help: close every `{`, `[` and `\"`")]
    public void TryRead_WrongRequest_SaysWhatAndWhere(string json, string expected)
    {
        PolicyRequestReader.TryRead(Encoding.UTF8.GetBytes(json), "r.jsonl", 7, out _, out ImmutableArray<SourceDiagnostic> problems).Should().BeFalse();
        problems.Select(static problem => problem.ToString()).Should().Equal(expected);
    }

    [Fact]
    public void ToJson_OfADecision_IsThisLine()
    {
        PolicySet set = PolicyTesting.Load("""
            [{"policy_id":"z\u00e9","effect":{"deny":true,"deny_reason":"no <b>","set_cost_units":25,"obligations":[{"type":"t"}]}},
             {"policy_id":"u","when":{"args":{"x":{"gt":1}}},"effect":{"deny":true}},
             {"policy_id":"s","mode":"shadow","effect":{"allow":true}}]
            """);
        set.Evaluate(new PolicyRequest("x")).ToJson().Should().Be(
            $$"""{"effect":"deny","cost_units":25,"deny_reason":"no <b>","obligations":[{"type":"t"}],"policy_ids":["u","zé"],"unknown":["u"],"shadow":["s"],"policy_set":"{{set.Version}}"}""");
    }
}
