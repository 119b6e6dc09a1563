namespace Enterprise.Governance.Policies.Tests.PolicyTests;

/// <summary>The samples' policies, by the test files that lie beside them.</summary>
public sealed class SamplePoliciesTests
{
    [Theory]
    [InlineData("ReferenceServer", "desk")]
    [InlineData("Quickstart", "airline")]
    public async Task Policies_OfASample_PassTheirTestsAndAreCovered(string sample, string name)
    {
        string directory = Path.Combine(RepositoryFiles.Root, "samples", sample, "policies");
        PolicyTestReport report = (await PolicyTestSuite.LoadAsync(Path.Combine(directory, name + PolicyTestSuite.FileSuffix))).GetSuite().Run();
        report.ToString().Should().BeEmpty();
        report.Coverage.Percent.Should().Be(100);
    }
}
