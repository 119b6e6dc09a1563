using Enterprise.Governance.Cli.Hosting;
using Enterprise.Governance.Policies;

namespace Enterprise.Governance.Cli.PolicyTests;

/// <summary>Writes for people: a line a test, the differences of those that failed, a summary.</summary>
internal static class PolicyTestText
{
    internal static void Write(PolicyTestOutcome outcome, bool withCoverage, TextWriter output)
    {
        foreach ((string file, PolicyTestReport report) in outcome.Files)
        {
            foreach (PolicyTestResult result in report.Results)
                Write(file, result, output);
        }

        PolicyTestCoverage coverage = outcome.Coverage;
        output.WriteLine($"{Counted.Of(outcome.Files.Count, "file")}, {Counted.Of(outcome.Total, "test")}: {outcome.Total - outcome.Failed} passed, {outcome.Failed} failed");
        output.WriteLine($"{coverage.Covered} of {Counted.Of(coverage.Total, "rule")} covered, {coverage.Percent}%{(outcome.IsCoveredEnough ? "" : $"; {outcome.MinCoverage}% are asked for")}");
        foreach (PolicyRuleCoverage rule in coverage.Rules.Where(rule => withCoverage || (!outcome.IsCoveredEnough && IsMissing(rule))))
            output.WriteLine(Printable.Text($"  {rule.Rule.File}:{rule.Rule.Line}:{rule.Rule.Column}: `{rule.Rule.PolicyId}` {Describe(rule)}"));
    }

    private static void Write(string file, PolicyTestResult result, TextWriter output)
    {
        output.WriteLine(Printable.Text($"{(result.Passed ? "passed" : "failed")}  {file}: {result.Test.Name}"));
        foreach (PolicyTestDifference difference in result.Differences)
        {
            string request = result.Test.Requests.Length == 1 ? "" : $" of request {difference.Request}";
            output.WriteLine(Printable.Text($"  {difference.File}:{difference.Line}:{difference.Column}: `{difference.Member}`{request}"));
            output.WriteLine(Printable.Text($"    expected  {difference.Expected}"));
            output.WriteLine(Printable.Text($"    actual    {difference.Actual}"));
        }
    }

    private static bool IsMissing(PolicyRuleCoverage rule) => rule.State is PolicyRuleCoverageState.NeverMatched or PolicyRuleCoverageState.OnlyUnknown;

    private static string Describe(PolicyRuleCoverage rule) => rule.State switch
    {
        PolicyRuleCoverageState.NeverMatched => "never matched",
        PolicyRuleCoverageState.OnlyUnknown => $"was only unknown, in {Counted.Of(rule.Unknown, "decision")}",
        PolicyRuleCoverageState.Disabled => "is not enabled",
        _ => $"matched in {Counted.Of(rule.Matched, "decision")}",
    };
}
