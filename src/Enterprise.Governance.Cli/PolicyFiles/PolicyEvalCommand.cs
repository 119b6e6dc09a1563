using System.Buffers;
using System.CommandLine;
using System.Text;
using Enterprise.Governance.Cli.Hosting;
using Enterprise.Governance.Policies;

namespace Enterprise.Governance.Cli.PolicyFiles;

/// <summary><c>governance policy eval</c>.</summary>
internal static class PolicyEvalCommand
{
    internal static Command Create(CliHost host)
    {
        PolicySetInput input = new();
        Option<string> requests = RequestLines.CreateOption();
        ToolCommand command = new(
            "eval",
            "Decides requests by policy files and writes one decision a line.",
            $$"""
            A request, of which all but action may be absent:
              {{RequestLines.Shape}}
            A decision:
              {"effect":"allow|deny|require_approval","cost_units":25,"deny_reason":null,"obligations":[],"policy_ids":["…"],"unknown":[],
               "shadow":[],"policy_set":"…"}

            Exit codes:
              0  done
              1  a file cannot be read
              2  the policies do not load, or a request is refused, with file and line; the decisions before it are written

            """) { input.Policies, requests, input.DefaultEffect };
        command.SetAction(async (parse, cancellationToken) =>
        {
            PolicySet? set = await input.LoadAsync(host, parse, cancellationToken);
            return set is null ? ExitCodes.Refused : await RequestLines.AnswerAsync(host, parse.GetRequiredValue(requests), Answer, cancellationToken);

            void Answer(PolicyRequest request, IBufferWriter<byte> output)
            {
                Encoding.UTF8.GetBytes(set.Evaluate(request).ToJson(), output);
                output.Write("\n"u8);
            }
        });
        return command;
    }
}
