namespace Enterprise.Governance.Policies.Tests.Arguments;

public sealed class ReferenceOperandTests
{
    [Theory]
    [InlineData("""{"owner":{"eq":{"ref":"user"}}}""", """{"owner":"ann"}""", "true")]
    [InlineData("""{"owner":{"eq":{"ref":"user"}}}""", """{"owner":"bob"}""", "false")]
    [InlineData("""{"owner":{"ne":{"ref":"tenant"}}}""", """{"owner":"acme"}""", "false")]
    [InlineData("""{"owner":{"eq":{"ref":"org"}}}""", """{"owner":"acme"}""", "unknown")]
    [InlineData("""{"owner":{"eq":{"ref":"args.author.name"}}}""", """{"owner":"x","author":{"name":"x"}}""", "true")]
    [InlineData("""{"owner":{"eq":{"ref":"args.author"}}}""", """{"owner":"x"}""", "unknown")]
    [InlineData("""{"owner":{"eq":{"ref":"args.author"}}}""", """{"owner":"x","author":5}""", "unknown")]
    [InlineData("""{"amount":{"gt":{"ref":"args.limit"}}}""", """{"amount":5,"limit":4}""", "true")]
    [InlineData("""{"amount":{"gt":{"ref":"args.limit"}}}""", """{"amount":5,"limit":"4"}""", "unknown")]
    [InlineData("""{"amount":{"in":{"ref":"args.allowed"}}}""", """{"amount":5,"allowed":["5",5]}""", "true")]
    [InlineData("""{"amount":{"not_in":{"ref":"args.allowed"}}}""", """{"amount":5,"allowed":[6]}""", "true")]
    [InlineData("""{"amount":{"in":{"ref":"args.allowed"}}}""", """{"amount":5,"allowed":[]}""", "unknown")]
    [InlineData("""{"amount":{"in":{"ref":"args.allowed"}}}""", """{"amount":5,"allowed":5}""", "unknown")]
    [InlineData("""{"items":{"contains":{"ref":"user"}}}""", """{"items":["ann"]}""", "true")]
    [InlineData("""{"items":{"contains":{"ref":"org"}}}""", """{"items":["ann"]}""", "unknown")]
    [InlineData("""{"items":{"contains_any":{"ref":"args.others"}}}""", """{"items":[1,2],"others":[2]}""", "true")]
    [InlineData("""{"items":{"contains_all":{"ref":"args.others"}}}""", """{"items":[1,2],"others":[2,3]}""", "false")]
    [InlineData("""{"items":{"contains_all":{"ref":"args.others"}}}""", """{"items":[1,2],"others":[]}""", "unknown")]
    [InlineData("""{"items":{"count_gt":{"ref":"args.max"}}}""", """{"items":[1,2],"max":1.5}""", "true")]
    [InlineData("""{"items":{"count_lt":{"ref":"args.max"}}}""", """{"items":[1,2],"max":"9"}""", "unknown")]
    [InlineData("""{"to":{"like":{"ref":"args.pattern"}}}""", """{"to":"ann@x","pattern":"*@x"}""", "true")]
    [InlineData("""{"to":{"eq":{"ref":"user","and":1}}}""", """{"to":{"and":1,"ref":"user"}}""", "true")]
    public void Test_AgainstAReference(string tests, string args, string expected) =>
        PolicyTesting.Truth($$"""{"args":{{tests}}}""", PolicyTesting.Request(args: args)).Should().Be(expected);

    [Fact]
    public void Like_AgainstAReference_IsWarnedAbout()
    {
        PolicyLoadResult result = PolicySet.Load("""[{"policy_id":"p","when":{"args":{"to":{"like":{"ref":"user"}}}},"effect":{"deny":true}}]""", "p.json");
        result.IsLoaded.Should().BeTrue();
        result.Warnings.Select(static warning => warning.ToString()).Should().Equal(
            "p.json:1:55: the pattern of `like` comes from the request: a `*` in `user` matches anything; help: use `eq` unless that is meant");
    }
}
