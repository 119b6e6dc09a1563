using System.CommandLine;
using Enterprise.Governance.Cli.Hosting;
using Enterprise.Governance.Json;
using Enterprise.Governance.Policies;

namespace Enterprise.Governance.Cli.PolicyFiles;

/// <summary><c>governance policy format</c>.</summary>
internal static class PolicyFormatCommand
{
    internal static Command Create(CliHost host)
    {
        Argument<string[]> paths = new("FILE") { Description = "Policy files, or directories of *.json.", Arity = ArgumentArity.OneOrMore };
        Option<bool> check = new("--check") { Description = "Write nothing; tell which files would change." };
        ToolCommand command = new(
            "format",
            "Puts policy files into one style, comments and meaning as they are.",
            """
            The keys of a rule come in the order policy_id, phase, priority, enabled, mode, when, effect; what fits into 120 columns stands on one line.
            Rules keep their order. A file is replaced as a whole, and only if it changes; if any file has an error, none is.

            Exit codes:
              0  done; with --check: nothing would change
              1  a file cannot be written
              2  a file cannot be read as policies
              3  with --check: a file would change

            """) { paths, check };
        command.SetAction(async (parse, cancellationToken) =>
        {
            if (await ReadAsync(host, parse.GetRequiredValue(paths), cancellationToken) is not { } files)
                return ExitCodes.Refused;
            bool isCheck = parse.GetValue(check);
            await using StreamWriter output = host.CreateWriter();
            (string Name, PolicyFormatResult Result)[] changed = [.. files.Where(static file => file.Result.IsChanged)];
            foreach ((string name, PolicyFormatResult result) in changed)
            {
                if (!isCheck)
                    await FileReplacement.WriteAsync(name, result.Utf8Json, cancellationToken);
                output.WriteLine(Printable.Text($"{(isCheck ? "would format" : "formatted")}  {name}"));
            }

            output.WriteLine($"{Counted.Of(files.Count, "file")}: {changed.Length} {(isCheck ? "would change" : "changed")}");
            return isCheck && changed.Length > 0 ? ExitCodes.Findings : ExitCodes.Done;
        });
        return command;
    }

    private static async Task<List<(string Name, PolicyFormatResult Result)>?> ReadAsync(CliHost host, string[] paths, CancellationToken cancellationToken)
    {
        (IReadOnlyList<PolicyFile> files, IReadOnlyList<SourceDiagnostic> unreadable) = await PolicyFileReader.ReadAsync(paths, cancellationToken);
        List<(string Name, PolicyFormatResult Result)> results = [.. files.Select(static file => (file.Name!, PolicyFormatter.Format(file)))];
        SourceDiagnostic[] errors = [.. unreadable, .. results.SelectMany(static file => file.Result.Errors)];
        foreach (SourceDiagnostic error in errors)
            host.Error.WriteLine(Printable.Text(error.ToString()));
        return errors.Length == 0 ? results : null;
    }
}
