using System.Diagnostics;

namespace Enterprise.Governance.TestSupport;

/// <summary>A worker in a process of its own, which is told things line by line and can be killed.</summary>
internal sealed partial class WorkerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private WorkerProcess(Process process) => _process = process;

    /// <summary>Gets whether it ended by itself, with nothing wrong.</summary>
    internal bool HasSucceeded => _process.HasExited && _process.ExitCode == 0;

    /// <summary>Gets whether it ended.</summary>
    internal bool HasExited => _process.HasExited;

    /// <summary>Starts any program.</summary>
    internal static WorkerProcess Run(string program, params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (string argument in (string[])[program, .. arguments])
            start.ArgumentList.Add(argument);
        return new WorkerProcess(Process.Start(start)!);
    }

    /// <summary>Returns the next line, or nothing once the process is gone.</summary>
    internal ValueTask<string?> ReadAsync() => _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);

    /// <summary>Returns what is left of the lines, up to the process's end.</summary>
    internal async Task<List<string>> ReadToEndAsync()
    {
        List<string> lines = [];
        while (await ReadAsync() is { } line)
            lines.Add(line);
        await _process.WaitForExitAsync();
        return lines;
    }

    internal async Task WriteAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Ends it by SIGKILL.</summary>
    internal void Kill() => _process.Kill();

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
