using System.CommandLine;
using System.CommandLine.Parsing;
using Enterprise.Governance.Json;

namespace Enterprise.Governance.Cli.Hosting;

/// <summary>Reports a command line that cannot be understood.</summary>
internal static class UsageErrors
{
    internal static int Report(ParseResult parse, CliHost host)
    {
        Command command = parse.CommandResult.Command;
        if (command.Subcommands.Count > 0 && parse.UnmatchedTokens is [var first, ..] && !IsOption(first))
        {
            host.Complain(NoSuchCommand(first, command));
        }
        else if (parse.UnmatchedTokens.FirstOrDefault(IsOption) is { } option)
        {
            // What follows an option we do not know may be a secret: only the option's name is repeated.
            string name = option.Split('=', ':')[0];
            host.Complain($"unknown option `{name}`" + (IsAboutSecrets(name) ? "; secrets come from AUDIT_SECRET, AUDIT_KEYS_JSON or a file (--secret-file), never from an argument" : ""));
        }
        else if (parse.UnmatchedTokens.Count > 0)
        {
            host.Complain("there is an argument too many");
        }
        else
        {
            foreach (ParseError error in parse.Errors)
                host.Complain(error.Message);
        }

        host.Error.WriteLine($"see `{Path(parse.CommandResult)} --help`");
        return ExitCodes.Refused;
    }

    private static string NoSuchCommand(string token, Command command)
    {
        string help = NearestName.Find(token, command.Subcommands.Select(static sub => sub.Name)) is { } nearest ? $"; did you mean `{nearest}`?" : "";
        return $"there is no command `{token}`{help}";
    }

    private static bool IsOption(string token) => token.Length > 1 && token[0] == '-';

    private static bool IsAboutSecrets(string option) =>
        option.Contains("secret", StringComparison.OrdinalIgnoreCase) || option.Contains("key", StringComparison.OrdinalIgnoreCase);

    private static string Path(CommandResult command) => command.Parent is CommandResult parent ? $"{Path(parent)} {command.Command.Name}" : "governance";
}
