using Microsoft.Extensions.Time.Testing;

namespace Enterprise.Governance.Policies.Tests.Sources;

public sealed class PolicyEngineReloadTests
{
    private const string Deny = """[{"policy_id":"p","effect":{"deny":true}}]""";
    private const string Allow = """[{"policy_id":"p","effect":{"allow":true}}]""";
    private const string Broken = "[\n  {\"policy_id\":\"p\",\"efect\":{\"allow\":true}}\n]";

    private readonly FakeTimeProvider _time = new();
    private readonly RecordingLogger _logger = new();
    private readonly MutableSource _source = new(Deny);

    [Fact]
    public async Task Start_BrokenSource_ThrowsEveryError_AndCanBeTriedAgain()
    {
        _source.Text = Broken;
        await using PolicyEngine engine = Engine();
        Func<Task> start = () => engine.StartAsync();
        (await start.Should().ThrowAsync<PolicyLoadException>()).Which.Errors.Should().HaveCount(2);
        FluentActions.Invoking(() => engine.Current).Should().Throw<InvalidOperationException>();

        _source.Text = Allow;
        await engine.StartAsync();
        engine.Evaluate(new PolicyRequest("x")).Effect.Should().Be(PolicyEffect.Allow);
    }

    [Fact]
    public async Task Poll_GoodChange_ComesIntoForceAsAWhole()
    {
        await using PolicyEngine engine = await StartedAsync();
        PolicySet before = engine.Current;
        TaskCompletionSource<PolicySet> changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using IDisposable subscription = engine.OnChange(changed.SetResult);

        _source.Text = Allow;
        _time.Advance(TimeSpan.FromSeconds(10));
        PolicySet after = await changed.Task.WaitAsync(TimeSpan.FromMinutes(1));

        engine.Current.Should().BeSameAs(after);
        before.Evaluate(new PolicyRequest("x")).Effect.Should().Be(PolicyEffect.Deny, "a set never changes");
        after.Evaluate(new PolicyRequest("x")).Effect.Should().Be(PolicyEffect.Allow);
    }

    [Fact]
    public async Task Poll_BrokenChange_KeepsTheLastGoodSet_AndIsLoggedOnce()
    {
        await using PolicyEngine engine = await StartedAsync();
        PolicySet good = engine.Current;

        _source.Text = Broken;
        _time.Advance(TimeSpan.FromSeconds(10));
        await _logger.WaitForAsync(3);
        int reads = _source.Reads;
        await PollAsync();
        await PollAsync();

        _source.Reads.Should().BeGreaterThanOrEqualTo(reads + 2);
        engine.Current.Should().BeSameAs(good);
        engine.Evaluate(new PolicyRequest("x")).PolicySetVersion.Should().Be(good.Version);
        _logger.Lines.Should().Equal(
            $"Information: Policy set {good.Version} is in force: 1 rules from 1 files",
            "Error: m.json(2,3): the rule has no `effect`; help: write `\"effect\": {\"deny\": true}` or another effect [missing_key]",
            "Error: m.json(2,20): unknown key `efect`; help: did you mean `effect`? [unknown_key]",
            $"Error: The policies have 2 errors; policy set {good.Version} stays in force");

        _source.Text = Allow;
        _time.Advance(TimeSpan.FromSeconds(10));
        await _logger.WaitForAsync(1);
        await _logger.WaitForAsync(1);
        engine.Evaluate(new PolicyRequest("x")).Effect.Should().Be(PolicyEffect.Allow);
    }

    [Fact]
    public async Task Poll_UnreadableSource_KeepsTheLastGoodSet()
    {
        await using PolicyEngine engine = await StartedAsync();
        _source.Text = "unreadable";
        _time.Advance(TimeSpan.FromSeconds(10));
        await _logger.WaitForAsync(3);
        engine.Evaluate(new PolicyRequest("x")).Effect.Should().Be(PolicyEffect.Deny);
        (await engine.ReloadAsync()).Errors.Should().ContainSingle().Which.Code.Should().Be("not_readable");
    }

    [Fact]
    public async Task Hint_IsFollowedAfterTheQuietTime_AndNotBefore()
    {
        await using PolicyEngine engine = await StartedAsync();
        _source.Text = Allow;
        _source.Hint();
        _time.Advance(TimeSpan.FromMilliseconds(249));
        _source.Hint();
        _time.Advance(TimeSpan.FromMilliseconds(249));
        _source.Reads.Should().Be(1, "another hint came before it was quiet");

        _time.Advance(TimeSpan.FromMilliseconds(1));
        await _logger.WaitForAsync(1);
        await _logger.WaitForAsync(1);
        engine.Evaluate(new PolicyRequest("x")).Effect.Should().Be(PolicyEffect.Allow);
    }

    [Fact]
    public async Task Reload_SetThatTheStoreDoesNotTake_DoesNotComeIntoForce_AndIsTriedAgain()
    {
        MemoryPolicySetStore store = new();
        await using PolicyEngine engine = new(Options(), _logger, _time, store);
        await engine.StartAsync();
        store.Versions.Should().Equal(engine.Current.Version);

        store.IsBroken = true;
        _source.Text = Allow;
        _time.Advance(TimeSpan.FromSeconds(10));
        await _logger.WaitForAsync(5);
        engine.Evaluate(new PolicyRequest("x")).Effect.Should().Be(PolicyEffect.Deny);

        store.IsBroken = false;
        (await engine.ReloadAsync()).IsLoaded.Should().BeTrue();
        engine.Evaluate(new PolicyRequest("x")).Effect.Should().Be(PolicyEffect.Allow);
        store.Versions.Should().Contain(engine.Current.Version).And.HaveCount(2);
    }

    [Fact]
    public async Task Reload_SameContentInOtherWords_KeepsTheSet()
    {
        await using PolicyEngine engine = await StartedAsync();
        PolicySet before = engine.Current;
        engine.OnChange(_ => Assert.Fail("nothing changed"));
        _source.Text = $"// a comment\n{Deny}";
        (await engine.ReloadAsync()).IsLoaded.Should().BeTrue();
        engine.Current.Should().BeSameAs(before);
    }

    [Fact]
    public async Task Reload_WhileOthersDecide_GivesEachDecisionOneSetAsAWhole()
    {
        const int Reloads = 200;
        _source.Text = Numbered(0);
        await using PolicyEngine engine = await StartedAsync();
        using CancellationTokenSource done = new();
        Task<HashSet<(string Version, string Content)>>[] deciders = [.. Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            HashSet<(string Version, string Content)> seen = [];
            while (!done.IsCancellationRequested)
            {
                PolicyDecision decision = engine.Evaluate(new PolicyRequest("x"));
                seen.Add((decision.PolicySetVersion, $"{decision.DenyReason} {decision.CostUnits} {string.Join(' ', decision.PolicyIds)}"));
            }

            return seen;
        }))];
        Dictionary<string, string> contents = new() { [engine.Current.Version] = "0 0 cost-0 deny-0" };
        for (int i = 1; i <= Reloads; i++)
        {
            _source.Text = Numbered(i);
            contents[(await engine.ReloadAsync()).GetSet().Version] = $"{i} {i} cost-{i} deny-{i}";
        }

        await done.CancelAsync();
        foreach ((string version, string content) in (await Task.WhenAll(deciders)).SelectMany(static seen => seen))
            content.Should().Be(contents[version]);

        static string Numbered(int i) => $$"""[ { "policy_id": "deny-{{i}}", "effect": { "deny": true, "deny_reason": "{{i}}" } }, { "policy_id": "cost-{{i}}", "effect": { "set_cost_units": {{i}} } } ]""";
    }

    [Fact]
    public async Task Reload_ListenerThatThrows_StopsNothing()
    {
        await using PolicyEngine engine = await StartedAsync();
        List<string> seen = [];
        engine.OnChange(static _ => throw new InvalidOperationException());
        IDisposable second = engine.OnChange(set => seen.Add(set.Version));
        _source.Text = Allow;
        await engine.ReloadAsync();
        seen.Should().Equal(engine.Current.Version);

        second.Dispose();
        _source.Text = Deny;
        await engine.ReloadAsync();
        seen.Should().HaveCount(1);
    }

    [Fact]
    public async Task Dispose_EndsTheWatch_AndTheSetStaysUsable()
    {
        PolicyEngine engine = await StartedAsync();
        _source.IsWatched.Should().BeTrue();
        await engine.DisposeAsync();
        engine.Dispose();
        _source.IsWatched.Should().BeFalse();
        _source.Text = Allow;
        _time.Advance(TimeSpan.FromMinutes(5));
        _source.Reads.Should().Be(1);
        engine.Evaluate(new PolicyRequest("x")).Effect.Should().Be(PolicyEffect.Deny);
    }

    [Fact]
    public async Task Start_WithoutReloadOnChange_WatchesNothing()
    {
        PoliciesOptions options = Options();
        options.ReloadOnChange = false;
        await using PolicyEngine engine = new(options, _logger, _time);
        await engine.StartAsync();
        await engine.StartAsync();
        _source.IsWatched.Should().BeFalse();
        _source.Reads.Should().Be(1);
    }

    [Fact]
    public async Task Engine_OfAFixedSet_NeedsNoStart()
    {
        await using PolicyEngine engine = new(PolicyTesting.Load(Deny));
        engine.Evaluate(new PolicyRequest("x")).Effect.Should().Be(PolicyEffect.Deny);
        await engine.StartAsync();
        (await engine.ReloadAsync()).Set.Should().BeSameAs(engine.Current);
    }

    private PoliciesOptions Options()
    {
        PoliciesOptions options = new();
        options.Sources.Add(_source);
        return options;
    }

    private PolicyEngine Engine() => new(Options(), _logger, _time);

    private async Task<PolicyEngine> StartedAsync()
    {
        PolicyEngine engine = Engine();
        await engine.StartAsync();
        while (_source.Read.CurrentCount > 0)
            await _source.Read.WaitAsync();
        return engine;
    }

    private async Task PollAsync()
    {
        while (_source.Read.CurrentCount > 0)
            await _source.Read.WaitAsync();
        _time.Advance(TimeSpan.FromSeconds(10));
        (await _source.Read.WaitAsync(TimeSpan.FromMinutes(1))).Should().BeTrue("the source should be read");
    }
}
