using System.Text;

namespace Enterprise.Governance.Cli.Hosting;

/// <summary>What a command sees of the process: streams, environment, clock and who runs it. Tests make their own.</summary>
internal sealed class CliHost
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    internal required Stream In { get; init; }

    internal required Stream Out { get; init; }

    internal required TextWriter Error { get; init; }

    internal required Func<string, string?> Environment { get; init; }

    internal TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Gets who runs the tool, such as <c>os:alice@host</c>.</summary>
    internal required string Identity { get; init; }

    /// <summary>Gets whether a person can be asked: standard input and standard error are a terminal.</summary>
    internal bool IsInteractive { get; init; }

    /// <summary>Gets the columns of the terminal behind standard output, or <see langword="null"/> if it is none.</summary>
    internal int? TerminalWidth { get; init; }

    internal static CliHost OfProcess() => new()
    {
        In = Console.OpenStandardInput(),
        Out = Console.OpenStandardOutput(),
        Error = Console.Error,
        Environment = System.Environment.GetEnvironmentVariable,
        Identity = $"os:{System.Environment.UserName}@{System.Environment.MachineName}",
        IsInteractive = !Console.IsInputRedirected && !Console.IsErrorRedirected,
        TerminalWidth = !Console.IsOutputRedirected && Console.WindowWidth is > 0 and var width ? width : null,
    };

    /// <summary>Creates a writer of UTF-8 without byte order mark and with LF; the caller disposes it, the stream stays open.</summary>
    internal StreamWriter CreateWriter() => new(Out, Utf8, leaveOpen: true) { NewLine = "\n" };

    /// <summary>Reads a setting; an empty one counts as absent.</summary>
    internal string? Setting(string name) => Environment(name) is { Length: > 0 } value ? value : null;

    /// <summary>Writes one line for people to standard error.</summary>
    internal void Complain(string message) => Error.WriteLine($"governance: {Printable.Text(message)}");

    /// <summary>Opens what a command reads: a file, or standard input for <c>-</c>.</summary>
    internal Stream OpenInput(string name)
    {
        if (name == "-")
            return In;
        if (name.Length == 0)
            throw CliFailure.Refused("the name of a file is empty");
        if (Directory.Exists(name))
            throw CliFailure.Refused($"`{name}` is a directory; name a file");
        try
        {
            return new FileStream(name, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 64 * 1024, useAsync: true);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw CliFailure.Refused($"`{name}` does not exist");
        }
    }
}
