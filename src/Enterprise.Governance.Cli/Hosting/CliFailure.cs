namespace Enterprise.Governance.Cli.Hosting;

/// <summary>Ends a command with a message for people. The message holds no payload and no secret.</summary>
internal sealed class CliFailure(int exitCode, string message) : Exception(message)
{
    internal int ExitCode { get; } = exitCode;

    internal static CliFailure Refused(string message) => new(ExitCodes.Refused, message);
}
