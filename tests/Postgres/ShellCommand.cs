using System.Diagnostics;

namespace Enterprise.Governance.TestSupport;

/// <summary>Programs that the fixture runs.</summary>
internal static class ShellCommand
{
    /// <summary>Runs a program to its end; fails with what it printed.</summary>
    internal static async Task RunAsync(IReadOnlyList<string> command)
    {
        ProcessStartInfo start = new(command[0], command.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{command[0]} ended with {process.ExitCode}: {await output}{await errors}");
    }

    /// <summary>Starts a program that outlives this process: in a session of its own, holding none of our streams.</summary>
    internal static async Task DetachAsync(string log, IReadOnlyList<string> command)
    {
        string[] session = PostgresBinaries.HasProgram("setsid") ? ["setsid"] : ["nohup"];
        await RunAsync(["/bin/sh", "-c", "log=$1; shift; \"$@\" </dev/null >>\"$log\" 2>&1 &", "sh", log, .. session, .. command]);
    }
}
