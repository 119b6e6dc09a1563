using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Enterprise.Governance.Cli.Hosting;

/// <summary>The usual help, then the details of a <see cref="ToolCommand"/>.</summary>
internal sealed class DetailedHelp(HelpAction usual) : SynchronousCommandLineAction
{
    internal static void AddTo(RootCommand root)
    {
        HelpOption option = root.Options.OfType<HelpOption>().Single();
        option.Action = new DetailedHelp((HelpAction)option.Action!);
    }

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        int code = usual.Invoke(parseResult);
        string? details = parseResult.CommandResult.Command is RootCommand ? GovernanceTool.Details : (parseResult.CommandResult.Command as ToolCommand)?.Details;
        if (details is not null)
            parseResult.InvocationConfiguration.Output.WriteLine(details);
        return code;
    }
}
