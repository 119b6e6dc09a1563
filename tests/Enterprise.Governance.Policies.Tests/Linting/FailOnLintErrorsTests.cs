using Enterprise.Governance.Policies.Tests.Sources;
using Microsoft.Extensions.Time.Testing;

namespace Enterprise.Governance.Policies.Tests.Linting;

/// <summary>A host that lets errors of the lint refuse a set.</summary>
public sealed class FailOnLintErrorsTests
{
    private const string Sound = """[{"policy_id":"p","when":{"action":"send"},"effect":{"deny":true}}]""";
    private const string Never = "[\n  {\"policy_id\":\"p\",\"when\":{\"action\":\"send\",\"not\":{\"action\":\"s*\"}},\"effect\":{\"deny\":true}}\n]";
    private const string Warned = """[{"policy_id":"p","when":{"action":"send"},"effect":{"allow":true}}]""";

    private readonly FakeTimeProvider _time = new();
    private readonly RecordingLogger _logger = new();
    private readonly MutableSource _source = new(Sound);

    [Fact]
    public async Task Start_LintError_IsRefusedWithItsPlace()
    {
        _source.Text = Never;
        await using PolicyEngine engine = Engine();

        Func<Task> start = () => engine.StartAsync();

        (await start.Should().ThrowAsync<PolicyLoadException>()).Which.Message.Should().Be(
            "The policies cannot be loaded:\n  m.json:2:16: `p` never matches: `action` and `not` exclude each other; help: mend the condition, or remove the rule");
    }

    [Fact]
    public async Task Start_LintErrorThatNobodyAskedFor_Loads()
    {
        _source.Text = Never;
        await using PolicyEngine engine = Engine(failOnLintErrors: false);
        await engine.StartAsync();
        engine.Current.Rules.Should().ContainSingle();
    }

    [Fact]
    public async Task Start_LintWarning_Loads()
    {
        _source.Text = Warned;
        await using PolicyEngine engine = Engine();
        await engine.StartAsync();
        engine.Current.Lint().Findings.Should().ContainSingle().Which.Code.Should().Be("never_effective");
    }

    [Fact]
    public async Task Poll_LintError_KeepsTheLastGoodSet_AndIsLogged()
    {
        await using PolicyEngine engine = Engine();
        await engine.StartAsync();
        PolicySet good = engine.Current;

        _source.Text = Never;
        _time.Advance(TimeSpan.FromSeconds(10));
        await _logger.WaitForAsync(3);

        engine.Current.Should().BeSameAs(good);
        _logger.Lines.Should().Equal(
            $"Information: Policy set {good.Version} is in force: 1 rules from 1 files",
            "Error: m.json(2,16): `p` never matches: `action` and `not` exclude each other; help: mend the condition, or remove the rule [never_matches]",
            $"Error: The policies have 1 errors; policy set {good.Version} stays in force");
    }

    [Fact]
    public async Task Start_NameThatTheCatalogueDoesNotHave_IsRefused()
    {
        await using PolicyEngine engine = Engine(lint: new PolicyLintOptions { Catalogue = new PolicyCatalogue { Actions = ["sent"] } });
        Func<Task> start = () => engine.StartAsync();
        (await start.Should().ThrowAsync<PolicyLoadException>()).Which.Errors.Should().ContainSingle().Which.Help.Should().Be("did you mean `sent`?");
    }

    private PolicyEngine Engine(bool failOnLintErrors = true, PolicyLintOptions? lint = null)
    {
        PoliciesOptions options = new() { FailOnLintErrors = failOnLintErrors, Lint = lint ?? PolicyLintOptions.Default };
        options.Sources.Add(_source);
        return new PolicyEngine(options, _logger, _time);
    }
}
