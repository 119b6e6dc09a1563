using System.CommandLine;

namespace Enterprise.Governance.Cli.Hosting;

/// <summary>A command whose help ends with what the summary in a list of commands has no room for: formats, promises, exit codes.</summary>
internal sealed class ToolCommand(string name, string summary, string details) : Command(name, summary)
{
    internal string Details { get; } = details;
}
