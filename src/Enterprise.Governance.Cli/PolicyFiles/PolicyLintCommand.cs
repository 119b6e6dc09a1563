using System.CommandLine;
using Enterprise.Governance.Cli.Hosting;
using Enterprise.Governance.Json;
using Enterprise.Governance.Policies;

namespace Enterprise.Governance.Cli.PolicyFiles;

/// <summary><c>governance policy lint</c>.</summary>
internal static class PolicyLintCommand
{
    internal static Command Create(CliHost host)
    {
        Argument<string[]> files = new("FILE") { Description = "Policy files, or directories of *.json.", Arity = ArgumentArity.OneOrMore };
        Option<string?> catalogue = new("--catalogue") { Description = "The names that the host knows, as JSON.", HelpName = "FILE" };
        Option<string> defaultEffect = PolicySetInput.CreateDefaultEffect();
        Option<long> budget = new("--budget") { Description = "The most steps of work on one rule.", HelpName = "STEPS", DefaultValueFactory = static _ => PolicyLintOptions.Default.WorkBudget };
        budget.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<long>() < 1)
                result.AddError("`--budget` must be at least 1");
        });
        Option<bool> json = new("--json") { Description = "Writes the report as one JSON object." };
        ToolCommand command = new(
            "lint",
            "Finds rules that cannot be meant: that never match, change nothing, repeat or contradict others.",
            """
            A line for each finding: `file:line:column: severity: message [code]; help: …`. Then a summary. What never happens is proved for every request;
            what the budget did not suffice for is said.

            The catalogue, of which every list may be absent:
              {"actions":["…"],"tools":["…"],"roles":["…"],"phases":["…"]}

            Exit codes:
              0  no finding is an error
              2  the policies or the catalogue do not load
              3  a finding is an error

            """) { files, catalogue, defaultEffect, budget, json };
        command.SetAction(async (parse, cancellationToken) =>
        {
            PolicySetOptions options = PolicySetInput.OptionsOf(parse.GetRequiredValue(defaultEffect));
            PolicySet? set = await PolicySetInput.LoadAsync(host, parse.GetRequiredValue(files), options, cancellationToken);
            string? path = parse.GetValue(catalogue);
            PolicyCatalogue? known = path is null ? null : await LoadAsync(host, path, cancellationToken);
            if (set is null || (path is not null && known is null))
                return ExitCodes.Refused;
            PolicyLintReport report = set.Lint(new PolicyLintOptions { Catalogue = known, WorkBudget = parse.GetValue(budget) });
            await using StreamWriter output = host.CreateWriter();
            Write(output, report, parse.GetValue(json));
            return report.HasErrors ? ExitCodes.Findings : ExitCodes.Done;
        });
        return command;
    }

    private static async Task<PolicyCatalogue?> LoadAsync(CliHost host, string path, CancellationToken cancellationToken)
    {
        using MemoryStream bytes = new();
        await using (Stream input = host.OpenInput(path))
            await input.CopyToAsync(bytes, cancellationToken);
        PolicyCatalogueResult result = PolicyCatalogue.Load(bytes.ToArray(), path == "-" ? "(standard input)" : path);
        foreach (SourceDiagnostic error in result.Errors)
            host.Error.WriteLine(Printable.Text(error.ToString()));
        return result.Catalogue;
    }

    private static void Write(StreamWriter output, PolicyLintReport report, bool json)
    {
        if (json)
        {
            output.WriteLine(report.ToJson());
            return;
        }

        foreach (PolicyLintFinding finding in report.Findings)
            output.WriteLine(Printable.Text(finding.ToString()));
        output.WriteLine(
            $"{Counted.Of(report.Rules, "rule")}: {Counted.Of(report.Count(PolicyLintSeverity.Error), "error")}, {Counted.Of(report.Count(PolicyLintSeverity.Warning), "warning")}, "
            + $"{report.Count(PolicyLintSeverity.Information)} for information, policy set {report.PolicySetVersion}");
    }
}
