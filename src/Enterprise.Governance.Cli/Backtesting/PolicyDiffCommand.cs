using System.CommandLine;
using Enterprise.Governance.Cli.Hosting;
using Enterprise.Governance.Cli.PolicyFiles;
using Enterprise.Governance.Policies;

namespace Enterprise.Governance.Cli.Backtesting;

/// <summary><c>governance policy diff</c>.</summary>
internal static class PolicyDiffCommand
{
    internal static Command Create(CliHost host)
    {
        Argument<string> before = new("OLD") { Description = "A policy file, or a directory of *.json." };
        Argument<string> after = new("NEW") { Description = "What it is compared with." };
        Option<string> requests = RequestLines.CreateOption(), defaultEffect = PolicySetInput.CreateDefaultEffect();
        Option<int> examples = ChangeOptions.CreateExamples();
        Option<bool> json = ChangeOptions.CreateJson(), fail = ChangeOptions.CreateFailOnChange();
        ToolCommand command = new(
            "diff",
            "Decides requests by two sets of policies and shows what changes, by action and rule, with examples.",
            $"""
            A request, of which all but action may be absent:
              {RequestLines.Shape}
            A change is another effect, cost, reason or obligation. Examples show requests, arguments included.

            Exit codes:
              0  done
              1  a file cannot be read
              2  policies do not load, or a request is refused, with file and line
              3  something changes, and --fail-on-change was given

            """) { before, after, requests, defaultEffect, examples, json, fail };
        command.SetAction(async (parse, cancellationToken) =>
        {
            PolicySetOptions options = PolicySetInput.OptionsOf(parse.GetRequiredValue(defaultEffect));
            PolicySet? old = await PolicySetInput.LoadAsync(host, [parse.GetRequiredValue(before)], options, cancellationToken);
            PolicySet? next = await PolicySetInput.LoadAsync(host, [parse.GetRequiredValue(after)], options, cancellationToken);
            if (old is null || next is null)
                return ExitCodes.Refused;
            PolicyComparison comparison = new(parse.GetValue(examples));
            int line = 0;
            int code = await RequestLines.AnswerAsync(
                host, parse.GetRequiredValue(requests), (request, _) => comparison.Add(request, old, next, FormattableString.Invariant($"line {++line}")), cancellationToken);
            if (code != ExitCodes.Done)
                return code;
            await using StreamWriter output = host.CreateWriter();
            if (parse.GetValue(json))
            {
                output.WriteLine(ChangeReport.Json(writer =>
                {
                    writer.WriteStartObject();
                    writer.WriteString("before"u8, old.Version);
                    writer.WriteString("after"u8, next.Version);
                    ChangeReport.WriteMembers(writer, comparison);
                    writer.WriteEndObject();
                }));
            }
            else
            {
                output.WriteLine($"{comparison.Changed} of {comparison.Compared} requests are decided otherwise; policy set {old.Version} -> {next.Version}");
                ChangeReport.WriteText(output, comparison);
            }

            return comparison.Changed > 0 && parse.GetValue(fail) ? ExitCodes.Findings : ExitCodes.Done;
        });
        return command;
    }
}
