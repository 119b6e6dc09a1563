using System.Text.Json.Nodes;

namespace Enterprise.Governance.Policies.Tests.Scenarios;

/// <summary>Published scenarios of other policy engines as policies and tests of ours, see NOTICE.md and docs/policy-scenarios.md.</summary>
public sealed class ScenarioTests
{
    private static readonly string s_directory = Path.Combine(RepositoryFiles.Root, "tests", "Enterprise.Governance.Policies.Tests", "Scenarios");

    private static readonly JsonArray s_vectors = JsonNode.Parse(File.ReadAllBytes(RepositoryFiles.Vector("policies.json")))!["scenarios"]!.AsArray();

    public static TheoryData<string> Ids() => [.. s_vectors.Select(static scenario => scenario!["id"]!.GetValue<string>())];

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Scenario_PassesItsTests_AndEveryRuleIsCovered(string id)
    {
        PolicyTestReport report = (await LoadAsync(id)).Run();
        report.ToString().Should().BeEmpty();

        // It asks the rules of agt-general-saas for little.
        if (id != "agt-sql-agent")
            report.Coverage.Rules.Should().OnlyContain(static rule => rule.State == PolicyRuleCoverageState.Matched);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Scenario_HasATestForEveryRequestThatCanBeExpressed(string id)
    {
        PolicyTestSuite suite = await LoadAsync(id);
        ILookup<string, string> expected = suite.Tests
            .SelectMany(static test => test.Requests.Select(request => (Request: ScenarioRequest.Describe(request), Effect: Expectation(test))))
            .ToLookup(static pair => pair.Request, static pair => pair.Effect);
        JsonObject scenario = s_vectors.Single(node => node!["id"]!.GetValue<string>() == id)!.AsObject();
        foreach (JsonNode? node in scenario["requests"]!.AsArray())
        {
            ScenarioRequest request = new(scenario, node!.AsObject());
            if (!request.IsExpressible)
                continue;
            expected[request.Describe()].Should().NotBeEmpty("{0} is a request of {1}", request.Describe(), id);
            expected[request.Describe()].Should().OnlyContain(effect => effect == request.ExpectedEffect, "{0} is decided so in the source", request.Describe());
        }
    }

    [Fact]
    public void Requests_ThatCannotBeExpressed_AreTheseAndAreDocumented()
    {
        string page = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "policy-scenarios.md"));
        string[] counts =
        [
            .. s_vectors.Select(static scenario => scenario!.AsObject())
                .SelectMany(static scenario => scenario["requests"]!.AsArray().Select(node => new ScenarioRequest(scenario, node!.AsObject())))
                .Where(static request => !request.IsExpressible)
                .CountBy(static request => $"{request.Scenario}: {request.Obstacle}")
                .Select(static pair => $"{pair.Key}: {pair.Value}"),
        ];
        counts.Should().Equal(
            "agt-dotnet-quickstart: rate: 2",
            "agt-general-saas: content: 8",
            "agt-sql-agent: content: 1",
            "agt-cedar-default: content: 1",
            "agt-cedar-default: labels: 1");
        foreach (string scenario in (string[])["agt-dotnet-quickstart", "agt-general-saas", "agt-sql-agent", "agt-cedar-default"])
            page.Should().Contain($"`{scenario}`");
    }

    private static async Task<PolicyTestSuite> LoadAsync(string id) => (await PolicyTestSuite.LoadAsync(Path.Combine(s_directory, id, id + PolicyTestSuite.FileSuffix))).GetSuite();

    private static string Expectation(PolicyTest test)
    {
        string effect = test.Expected.Single(static member => member.Name == "effect").Json;
        bool warns = test.Expected.Any(static member => member.Name == "obligations" && member.Json.Contains("\"type\":\"warn\"", StringComparison.Ordinal));
        return effect == "\"allow\"" && warns && !test.Name.StartsWith("own:", StringComparison.Ordinal) ? "allow_with_warning" : effect.Trim('"');
    }
}
