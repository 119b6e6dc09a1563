namespace Enterprise.Governance.Policies.Tests.Evaluation;

/// <summary>A decision like one that was made before allocates nothing, whatever it looks at.</summary>
public sealed class AllocationTests
{
    [Theory]
    [InlineData("nothing", """[]""")]
    [InlineData("roles and tools", """[{"policy_id":"a","when":{"action":"mail:*","roles_any":["agent"],"tool":"mcp:mail"},"effect":{"deny":true}}]""")]
    [InlineData("many at once", """[{"policy_id":"a","effect":{"allow":true}},{"policy_id":"b","when":{"action":"*send*"},"effect":{"set_cost_units":5}},{"policy_id":"c","effect":{"require_approval":true}}]""")]
    [InlineData("arguments", """[{"policy_id":"a","when":{"args":{"amount":{"gt":100},"to":{"like":"*@corp.example"},"owner":{"eq":{"ref":"user"}},"absent":{"eq":1}}},"effect":{"require_approval":true}}]""")]
    [InlineData("nesting", """[{"policy_id":"a","when":{"any":[{"tool":"x"},{"all":[{"not":{"user":"bob"}},{"args":{"items":{"contains":2}}}]}]},"effect":{"deny":true}}]""")]
    public void Evaluate_AgainAndAgain_AllocatesNothing(string of, string rules)
    {
        PolicySet set = PolicySet.Load(rules).GetSet();
        PolicyRequest request = new("mail:send")
        {
            Tenant = "acme", User = "ann", Tool = "mcp:mail", Roles = ["agent"],
            Args = """{"amount":120,"items":[1,2,3],"owner":"ann","to":"bob@corp.example"}"""u8.ToArray(),
        };
        PolicyDecision first = set.Evaluate(in request);

        long before = GC.GetAllocatedBytesForCurrentThread();
        PolicyDecision again = first;
        for (int i = 0; i < 100; i++)
            again = set.Evaluate(in request);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        allocated.Should().Be(0, of);
        again.Should().BeSameAs(first);
    }

    [Fact]
    public void Evaluate_MoreThanAHandfulMatches_AllocatesNothing()
    {
        PolicySet set = PolicySet.Load($"[{string.Join(",", Enumerable.Range(0, 500).Select(static i => $"{{\"policy_id\":\"r{i}\",\"effect\":{{\"set_cost_units\":{i}}}}}"))}]").GetSet();
        PolicyRequest request = new("a");
        set.Evaluate(in request).PolicyIds.Should().HaveCount(500);

        long before = GC.GetAllocatedBytesForCurrentThread();
        _ = set.Evaluate(in request);

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
    }
}
