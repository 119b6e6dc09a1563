using System.Buffers;
using System.CommandLine;
using Enterprise.Governance.Cli.Hosting;
using Enterprise.Governance.Json;
using Enterprise.Governance.Policies;

namespace Enterprise.Governance.Cli.PolicyTests;

/// <summary><c>governance policy test</c>.</summary>
internal static class PolicyTestCommand
{
    internal static Command Create(CliHost host)
    {
        Argument<string[]> paths = new("PATH") { Description = "Test files, or directories that are searched for *.policytest.json; by default the current one.", Arity = ArgumentArity.ZeroOrMore };
        Option<bool> json = new("--json") { Description = "Write the outcome as one JSON object." };
        Option<string?> junit = new("--junit") { Description = "Also write the outcome as JUnit XML to this file.", HelpName = "FILE" };
        Option<bool> coverage = new("--coverage") { Description = "List every rule, with how often it took part." };
        Option<int?> minCoverage = new("--min-coverage") { Description = "Fail if fewer of 100 rules are covered.", HelpName = "N" };
        minCoverage.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 0 or > 100)
                result.AddError("--min-coverage takes a whole number from 0 to 100");
        });
        ToolCommand command = new(
            "test",
            "Runs the tests that lie beside policy files.",
            """
            A test file NAME.policytest.json tests NAME.json beside it, or the policies that it names:
              { "files": ["mail.json"], "default_effect": "allow",
                "tests": [ { "name": "…", "request": { "action": "…", … }, "expect": { "effect": "deny", … } } ] }
            What `expect` leaves out is not compared: effect, cost_units, deny_reason, obligations, policy_ids, unknown, shadow.
            A rule is covered if its condition was true in at least one decision.

            Exit codes:
              0  every test passed
              1  a directory cannot be read, or the JUnit file not written
              2  a test file or its policies are broken, or there is no test file
              3  a test failed, or fewer rules are covered than --min-coverage asks for

            """) { paths, json, junit, coverage, minCoverage };
        command.SetAction(async (parse, cancellationToken) =>
        {
            if (await RunAsync(host, parse.GetValue(paths) ?? [], parse.GetValue(minCoverage), cancellationToken) is not { } outcome)
                return ExitCodes.Refused;
            if (parse.GetValue(json))
                await WriteJsonAsync(host, outcome);
            else
                await WriteTextAsync(host, outcome, parse.GetValue(coverage));
            if (parse.GetValue(junit) is { } file)
                await File.WriteAllBytesAsync(file, JUnitReport.Create(outcome), cancellationToken);
            return outcome.Passed ? ExitCodes.Done : ExitCodes.Findings;
        });
        return command;
    }

    private static async Task<PolicyTestOutcome?> RunAsync(CliHost host, string[] paths, int? minCoverage, CancellationToken cancellationToken)
    {
        List<(string File, PolicyTestReport Report)> files = [];
        bool isBroken = false;
        foreach (string file in PolicyTestFinder.Find(paths))
        {
            PolicyTestLoadResult result = await PolicyTestSuite.LoadAsync(file, cancellationToken);
            foreach (SourceDiagnostic error in result.Errors)
                host.Error.WriteLine(Printable.Text(error.ToString()));
            isBroken |= !result.IsLoaded;
            if (result.Suite is { } suite)
                files.Add((file, suite.Run()));
        }

        return isBroken ? null : new PolicyTestOutcome(files, PolicyTestCoverage.Combine(files.Select(static file => file.Report.Coverage)), minCoverage);
    }

    private static async Task WriteJsonAsync(CliHost host, PolicyTestOutcome outcome)
    {
        await using OutputBuffer output = new(host.Out);
        PolicyTestJson.Write(outcome, output.Writer);
        output.Writer.Write("\n"u8);
    }

    private static async Task WriteTextAsync(CliHost host, PolicyTestOutcome outcome, bool withCoverage)
    {
        await using StreamWriter output = host.CreateWriter();
        PolicyTestText.Write(outcome, withCoverage, output);
    }
}
