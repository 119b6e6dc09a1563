using System.Buffers;
using System.Collections.Immutable;
using System.CommandLine;
using System.Text;
using Enterprise.Governance.Cli.Hosting;
using Enterprise.Governance.Json;
using Enterprise.Governance.Policies;

namespace Enterprise.Governance.Cli.PolicyFiles;

/// <summary><c>governance policy eval</c>.</summary>
internal static class PolicyEvalCommand
{
    internal static Command Create(CliHost host)
    {
        Option<string[]> policies = new("--policies")
        {
            Description = "Policy files, or directories of *.json; together one set.",
            HelpName = "FILE",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
            Arity = ArgumentArity.OneOrMore,
        };
        Option<string> requests = new("--requests") { Description = "The file of requests, one JSON object a line; `-` reads standard input.", HelpName = "FILE", Required = true };
        Option<string> defaultEffect = new("--default-effect") { Description = "What happens where no rule decides.", DefaultValueFactory = static _ => "allow" };
        defaultEffect.AcceptOnlyFromAmong("allow", "deny");
        ToolCommand command = new(
            "eval",
            "Decides requests by policy files and writes one decision a line.",
            """
            A request, of which all but action may be absent:
              {"phase":"exec","action":"…","tool":"…","tenant":"…","org":"…","user":"…","roles":["…"],"args":{…}}
            A decision:
              {"effect":"allow|deny|require_approval","cost_units":25,"deny_reason":null,"obligations":[],"policy_ids":["…"],"unknown":[],
               "shadow":[],"policy_set":"…"}

            Exit codes:
              0  done
              1  a file cannot be read
              2  the policies do not load, or a request is refused, with file and line; the decisions before it are written

            """) { policies, requests, defaultEffect };
        command.SetAction(async (parse, cancellationToken) =>
        {
            PolicySetOptions options = new() { DefaultEffect = parse.GetValue(defaultEffect) == "deny" ? PolicyEffect.Deny : PolicyEffect.Allow };
            PolicySet? set = await LoadAsync(host, parse.GetRequiredValue(policies), options, cancellationToken);
            return set is null ? ExitCodes.Refused : await DecideAsync(host, set, parse.GetRequiredValue(requests), cancellationToken);
        });
        return command;
    }

    private static async Task<PolicySet?> LoadAsync(CliHost host, string[] paths, PolicySetOptions options, CancellationToken cancellationToken)
    {
        (PolicyLoadResult result, IReadOnlyList<SourceDiagnostic> unreadable, _) = await PolicyFileReader.LoadAsync(paths, options, cancellationToken);
        foreach (SourceDiagnostic problem in (IEnumerable<SourceDiagnostic>)[.. unreadable, .. result.Errors])
            host.Error.WriteLine(Printable.Text(problem.ToString()));
        return unreadable.Count == 0 ? result.Set : null;
    }

    private static async Task<int> DecideAsync(CliHost host, PolicySet set, string file, CancellationToken cancellationToken)
    {
        await using Stream input = host.OpenInput(file);
        await using OutputBuffer output = new(host.Out);
        string name = file == "-" ? "(standard input)" : file;
        int line = 0;
        await foreach (ReadOnlyMemory<byte> text in Utf8Lines.ReadAsync(input, output.FlushAsync, cancellationToken))
        {
            line++;
            if (!PolicyRequestReader.TryRead(text, name, line, out PolicyRequest request, out ImmutableArray<SourceDiagnostic> problems))
            {
                foreach (SourceDiagnostic problem in problems)
                    host.Error.WriteLine(Printable.Text(problem.ToString()));
                return ExitCodes.Refused;
            }

            Encoding.UTF8.GetBytes(set.Evaluate(request).ToJson(), output.Writer);
            output.Writer.Write("\n"u8);
            await output.FlushWhenFullAsync(cancellationToken);
        }

        await output.FlushAsync(cancellationToken);
        return ExitCodes.Done;
    }
}
