namespace Enterprise.Governance.Policies.Tests.Arguments;

/// <summary>Every operator with a value that makes it true, one that makes it false, and all that make it unknown.</summary>
public sealed class OperatorTableTests
{
    [Theory]
    [InlineData("""{"eq":5}""", "5.0", "true")]
    [InlineData("""{"eq":5}""", "6", "false")]
    [InlineData("""{"eq":5}""", "\"5\"", "unknown")]
    [InlineData("""{"eq":0}""", "-0", "true")]
    [InlineData("""{"eq":9007199254740993}""", "9007199254740992", "true")]
    [InlineData("""{"eq":null}""", "null", "true")]
    [InlineData("""{"eq":null}""", "0", "unknown")]
    [InlineData("""{"eq":true}""", "false", "false")]
    [InlineData("""{"eq":"a"}""", "\"A\"", "false")]
    [InlineData("""{"eq":"\u00e9"}""", "\"\\u00e9\"", "true")]
    [InlineData("""{"eq":"e\u0301"}""", "\"\u00e9\"", "false")]
    [InlineData("""{"eq":[1,{"b":2,"a":1}]}""", "[1.0,{\"a\":1e0,\"b\":2}]", "true")]
    [InlineData("""{"eq":[1,2]}""", "[2,1]", "false")]
    [InlineData("""{"eq":{"a":1}}""", "{\"a\":1,\"b\":2}", "false")]
    [InlineData("""{"eq":{}}""", "[]", "unknown")]
    [InlineData("""{"ne":5}""", "6", "true")]
    [InlineData("""{"ne":5}""", "5", "false")]
    [InlineData("""{"ne":5}""", "null", "unknown")]
    [InlineData("""{"gt":5}""", "5.5", "true")]
    [InlineData("""{"gt":5}""", "5", "false")]
    [InlineData("""{"gt":5}""", "\"6\"", "unknown")]
    [InlineData("""{"ge":5}""", "5", "true")]
    [InlineData("""{"ge":5}""", "4", "false")]
    [InlineData("""{"ge":5}""", "true", "unknown")]
    [InlineData("""{"lt":5}""", "-1e3", "true")]
    [InlineData("""{"lt":5}""", "5", "false")]
    [InlineData("""{"lt":5}""", "[]", "unknown")]
    [InlineData("""{"le":0}""", "-0", "true")]
    [InlineData("""{"le":5}""", "6", "false")]
    [InlineData("""{"le":5}""", "{}", "unknown")]
    [InlineData("""{"in":["a",5]}""", "\"a\"", "true")]
    [InlineData("""{"in":["a",5]}""", "\"b\"", "false")]
    [InlineData("""{"in":["a",5]}""", "null", "unknown")]
    [InlineData("""{"in":[null,[1]]}""", "null", "true")]
    [InlineData("""{"in":[[1],[2]]}""", "[2]", "true")]
    [InlineData("""{"not_in":["a",5]}""", "6", "true")]
    [InlineData("""{"not_in":["a",5]}""", "5", "false")]
    [InlineData("""{"not_in":["a",5]}""", "true", "unknown")]
    [InlineData("""{"like":"*@corp.example"}""", "\"ann@corp.example\"", "true")]
    [InlineData("""{"like":"*@corp.example"}""", "\"ann@corp.example.org\"", "false")]
    [InlineData("""{"like":"*"}""", "5", "unknown")]
    [InlineData("""{"like":"*n*"}""", "\"\\n\"", "false")]
    [InlineData("""{"like":"a\\*"}""", "\"a\\\\b\"", "true")]
    [InlineData("""{"like":""}""", "\"\"", "true")]
    [InlineData("""{"exists":true}""", "null", "true")]
    [InlineData("""{"exists":false}""", "null", "false")]
    [InlineData("""{"contains":5}""", "[\"5\",5.0]", "true")]
    [InlineData("""{"contains":5}""", "[\"5\"]", "false")]
    [InlineData("""{"contains":5}""", "[]", "false")]
    [InlineData("""{"contains":5}""", "5", "unknown")]
    [InlineData("""{"contains":"a"}""", "\"abc\"", "unknown")]
    [InlineData("""{"contains_any":[1,2]}""", "[3,2]", "true")]
    [InlineData("""{"contains_any":[1,2]}""", "[3]", "false")]
    [InlineData("""{"contains_any":[1,2]}""", "1", "unknown")]
    [InlineData("""{"contains_all":[1,2,1]}""", "[2,3,1]", "true")]
    [InlineData("""{"contains_all":[1,2]}""", "[1,1]", "false")]
    [InlineData("""{"contains_all":[1,2]}""", "{\"a\":1}", "unknown")]
    [InlineData("""{"count_gt":1}""", "[[1,2],{\"a\":\"]\"}]", "true")]
    [InlineData("""{"count_gt":0}""", "[]", "false")]
    [InlineData("""{"count_gt":0}""", "\"abc\"", "unknown")]
    [InlineData("""{"count_lt":1}""", "[]", "true")]
    [InlineData("""{"count_lt":1}""", "[1]", "false")]
    [InlineData("""{"count_lt":5}""", "{}", "unknown")]
    [InlineData("""{"exists":true,"gt":5}""", "\"6\"", "unknown")]
    [InlineData("""{"gt":5,"lt":3}""", "4", "false")]
    public void Test_OfAValue(string tests, string value, string expected)
    {
        PolicyTesting.Truth($$$"""{"args":{"x":{{{tests}}}}}""", PolicyTesting.Request(args: $$"""{"x":{{value}}}""")).Should().Be(expected);
        if (!tests.Contains("exists", StringComparison.Ordinal))
        {
            string other = $$"""{"deep":{"y":{{value}},"z":0},"x":1}""";
            PolicyTesting.Truth($$$"""{"args":{"deep.y":{{{tests}}}}}""", PolicyTesting.Request(args: other)).Should().Be(expected, "the path is longer");
            PolicyTesting.Truth($$$$"""{"not":{"args":{"deep.y":{{{{tests}}}}}}}""", PolicyTesting.Request(args: other))
                .Should().Be(expected switch { "true" => "false", "false" => "true", _ => "unknown" }, "it is negated");
        }
    }

    [Theory]
    [InlineData("eq", "1")]
    [InlineData("ne", "1")]
    [InlineData("gt", "1")]
    [InlineData("ge", "1")]
    [InlineData("lt", "1")]
    [InlineData("le", "1")]
    [InlineData("in", "[1]")]
    [InlineData("not_in", "[1]")]
    [InlineData("like", "\"*\"")]
    [InlineData("contains", "1")]
    [InlineData("contains_any", "[1]")]
    [InlineData("contains_all", "[1]")]
    [InlineData("count_gt", "1")]
    [InlineData("count_lt", "1")]
    public void Test_OfAnAbsentPath_IsUnknown(string name, string operand)
    {
        foreach (string? args in (string?[])[null, "null", "{}", """{"x":5}""", """{"x":[{"y":1}]}""", """{"x":null}""", """{"x.y":1}"""])
            PolicyTesting.Truth($$$$"""{"args":{"x.y":{"{{{{name}}}}":{{{{operand}}}}}}}""", PolicyTesting.Request(args: args)).Should().Be("unknown");
    }

    [Theory]
    [InlineData("true", "false")]
    [InlineData("false", "true")]
    public void Exists_OfAnAbsentPath_IsNeverUnknown(string operand, string expected) =>
        PolicyTesting.Truth($$$$"""{"args":{"x.y":{"exists":{{{{operand}}}}}}}""", PolicyTesting.Request(args: "{}")).Should().Be(expected);

    [Fact]
    public void Exists_BesideAnotherTest_OptsOutOfFailClosed() =>
        PolicyTesting.Truth("""{"args":{"x":{"gt":5,"exists":true}}}""", PolicyTesting.Request(args: "{}")).Should().Be("false");
}
