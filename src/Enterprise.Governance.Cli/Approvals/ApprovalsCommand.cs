using System.CommandLine;
using Enterprise.Governance.Cli.Hosting;

namespace Enterprise.Governance.Cli.Approvals;

/// <summary><c>governance approvals</c>: the group, and the switch in front of it.</summary>
internal static class ApprovalsCommand
{
    internal const string SwitchVariable = "GOVERNANCE_CLI_APPROVALS";

    internal static Command Create(CliHost host) => new ToolCommand(
        "approvals",
        "Lists and decides approvals as the operating system's user, os:user@host. Off outside Development unless enabled.",
        $"""
        Whoever can run the tool beside the database is taken at their word. So the commands are off, unless DOTNET_ENVIRONMENT or
        ASPNETCORE_ENVIRONMENT is Development (and neither says otherwise), or {SwitchVariable} is 1.

        """)
    {
        ApprovalsListCommand.Create(host),
        ApprovalsDecideCommand.Create(host, ApprovalDecision.Approved),
        ApprovalsDecideCommand.Create(host, ApprovalDecision.Denied),
    };

    internal static void RequireEnabled(CliHost host)
    {
        if (host.Setting(SwitchVariable) == "1")
            return;
        string[] environments = [.. new[] { "DOTNET_ENVIRONMENT", "ASPNETCORE_ENVIRONMENT" }.Select(host.Setting).OfType<string>()];

        // Only Development relaxes; an environment that nobody names, or that two variables name differently, follows Production.
        if (environments.Length == 0 || !Array.TrueForAll(environments, static name => name.Equals("Development", StringComparison.OrdinalIgnoreCase)))
            throw CliFailure.Refused($"approvals from the command line are off outside Development; set {SwitchVariable}=1 to allow them on this machine");
    }
}
