using System.CommandLine;
using Enterprise.Governance.Cli.Hosting;
using Enterprise.Governance.Json;
using Enterprise.Governance.Policies;

namespace Enterprise.Governance.Cli.PolicyFiles;

/// <summary><c>governance policy check</c>.</summary>
internal static class PolicyCheckCommand
{
    internal static Command Create(CliHost host)
    {
        Argument<string[]> files = new("FILE") { Description = "Policy files, or directories of *.json.", Arity = ArgumentArity.OneOrMore };
        ToolCommand command = new(
            "check",
            "Loads policy files as one set, as a host does, and writes every problem.",
            """
            A line for each: `file:line:column: message; help: …`, for a warning `file:line:column: warning: message; help: …`. Then a summary.

            Exit codes:
              0  the set loads, with or without warnings
              2  it does not

            """) { files };
        command.SetAction(async (parse, cancellationToken) =>
        {
            (PolicyLoadResult result, IReadOnlyList<SourceDiagnostic> unreadable, int count) =
                await PolicyFileReader.LoadAsync(parse.GetRequiredValue(files), PolicySetOptions.Default, cancellationToken);
            await using StreamWriter output = host.CreateWriter();
            foreach (SourceDiagnostic error in (IEnumerable<SourceDiagnostic>)[.. unreadable, .. result.Errors])
                output.WriteLine(Printable.Text(error.ToString()));
            foreach (SourceDiagnostic warning in result.Warnings)
                output.WriteLine(Printable.Text((warning with { Message = $"warning: {warning.Message}" }).ToString()));
            int errors = unreadable.Count + result.Errors.Length;
            string warnings = result.Warnings.IsEmpty ? "" : $", {Counted.Of(result.Warnings.Length, "warning")}";
            output.WriteLine(errors > 0 || result.Set is not { } set
                ? $"{Counted.Of(count, "file")}: {Counted.Of(errors, "error")}{warnings}"
                : $"{Counted.Of(count, "file")}: {Counted.Of(set.Rules.Length, "rule")}{warnings}, policy set {set.Version}");
            return errors > 0 ? ExitCodes.Refused : ExitCodes.Done;
        });
        return command;
    }
}
