using Enterprise.Governance.Policies.Reading;

namespace Enterprise.Governance.Policies.Tests;

/// <summary>What the pages about policies show runs as they say.</summary>
public sealed class DocumentedPoliciesTests
{
    private const string Language = "policy-language.md", Cookbook = "policy-cookbook.md";

    [Theory]
    [InlineData(Language, 20)]
    [InlineData(Cookbook, 20)]
    public void Page_EveryBlock_PassesItsTestsAndTriesEveryRule(string page, int atLeast)
    {
        var blocks = DocumentedPolicies.Read(page);
        blocks.Count.Should().BeGreaterThanOrEqualTo(atLeast);
        foreach ((int line, _, PolicyTestLoadResult result) in blocks)
        {
            result.Errors.Select(static error => error.ToString()).Should().BeEmpty();
            PolicyTestReport report = result.GetSuite().Run();
            report.ToString().Should().BeEmpty();
            report.Coverage.Rules.Where(static rule => rule.State is not (PolicyRuleCoverageState.Matched or PolicyRuleCoverageState.Disabled))
                .Select(rule => $"{page}:{line}: {rule.Rule.PolicyId}").Should().BeEmpty();
        }
    }

    [Fact]
    public void Language_EveryKeyAndOperator_HasAnExample()
    {
        string examples = string.Concat(DocumentedPolicies.Read(Language).Select(static block => block.Text));
        string[] names =
        [
            .. PolicyKeys.Rule, .. PolicyKeys.List, .. PolicyKeys.When, .. PolicyKeys.Effect, .. ArgumentOperator.Names,
        ];
        names.Where(name => !examples.Contains($"\"{name}\":", StringComparison.Ordinal)).Should().BeEmpty();
        PolicyKeys.Scopes.Where(scope => !examples.Contains($"{{ \"ref\": \"{scope}\" }}", StringComparison.Ordinal)).Should().BeEmpty();
    }

    [Fact]
    public void Language_EveryKeyAndOperator_IsInATable()
    {
        string page = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", Language));
        string rows = string.Join('\n', page.Split('\n').Where(static line => line.StartsWith("| `", StringComparison.Ordinal)));
        ((string[])[.. PolicyKeys.Rule, .. PolicyKeys.When, .. PolicyKeys.Effect, .. ArgumentOperator.Names]).Where(name => !rows.Contains($"`{name}`", StringComparison.Ordinal)).Should().BeEmpty();
    }

    [Fact]
    public async Task Tests_TheFirstExample_TestsTheRuleOfThePageOnPolicies()
    {
        string directory = Directory.CreateTempSubdirectory("documented-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(directory, "mail.json"), $"[{DocumentedPolicies.FirstJson("policies.md")}]");
            string tests = Path.Combine(directory, "mail.policytest.json");
            await File.WriteAllTextAsync(tests, DocumentedPolicies.FirstJson("policy-tests.md"));
            PolicyTestReport report = (await PolicyTestSuite.LoadAsync(tests)).GetSuite().Run();
            report.ToString().Should().BeEmpty();
            report.Results.Should().HaveCount(2);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
