using Spectre.Console;

namespace Enterprise.Governance.Cli.Hosting;

/// <summary>Standard output for people: colours and wrapping on a terminal, plain lines elsewhere.</summary>
internal static class Screen
{
    /// <summary>Wide enough that nothing wraps where no terminal says how wide it is.</summary>
    private const int Unlimited = 10_000;

    internal static IAnsiConsole Create(CliHost host, TextWriter output)
    {
        bool isPlain = host.TerminalWidth is null || host.Setting("NO_COLOR") is not null || host.Setting("TERM") == "dumb";
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isPlain ? AnsiSupport.No : AnsiSupport.Yes,
            ColorSystem = isPlain ? ColorSystemSupport.NoColors : ColorSystemSupport.Standard,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        console.Profile.Width = host.TerminalWidth ?? Unlimited;
        return console;
    }
}
