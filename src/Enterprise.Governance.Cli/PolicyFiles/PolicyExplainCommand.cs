using System.Buffers;
using System.CommandLine;
using System.Text;
using Enterprise.Governance.Cli.Hosting;
using Enterprise.Governance.Policies;

namespace Enterprise.Governance.Cli.PolicyFiles;

/// <summary><c>governance policy explain</c>.</summary>
internal static class PolicyExplainCommand
{
    internal static Command Create(CliHost host)
    {
        PolicySetInput input = new();
        Option<string> requests = RequestLines.CreateOption();
        Option<bool> all = new("--all") { Description = "Show every rule of the phase, also those whose action, tool, tenant, org or user the request does not meet." };
        Option<bool> json = new("--json") { Description = "Write one JSON object a line." };
        ToolCommand command = new(
            "explain",
            "Decides requests by policy files and tells why: each rule that came into question, each criterion, and the value it met.",
            $$"""
            A request, of which all but action may be absent:
              {{RequestLines.Shape}}
            In text a `>` marks what decided. The values of the request are shown, arguments included.

            Exit codes:
              0  done
              1  a file cannot be read
              2  the policies do not load, or a request is refused, with file and line; the answers before it are written

            """) { input.Policies, requests, input.DefaultEffect, all, json };
        command.SetAction(async (parse, cancellationToken) =>
        {
            PolicySet? set = await input.LoadAsync(host, parse, cancellationToken);
            if (set is null)
                return ExitCodes.Refused;
            (bool allRules, bool asJson, bool isFirst) = (parse.GetValue(all), parse.GetValue(json), true);
            return await RequestLines.AnswerAsync(host, parse.GetRequiredValue(requests), Answer, cancellationToken);

            void Answer(PolicyRequest request, IBufferWriter<byte> output)
            {
                PolicyExplanation explanation = set.Explain(request, allRules);
                if (!asJson && !isFirst)
                    output.Write("\n"u8);
                isFirst = false;
                Encoding.UTF8.GetBytes(asJson ? explanation.ToJson() : string.Join('\n', explanation.ToString().Split('\n').Select(Printable.Text)), output);
                output.Write("\n"u8);
            }
        });
        return command;
    }
}
