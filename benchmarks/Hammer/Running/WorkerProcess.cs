using System.Diagnostics;

namespace Hammer.Running;

/// <summary>A worker, and the lines it has told. A line was told before the worker was killed or it was never told.</summary>
internal sealed class WorkerProcess
{
    private readonly Process _process;
    private readonly Task _reading;
    private readonly List<string> _lines = [];

    private WorkerProcess(Process process)
    {
        _process = process;
        _reading = ReadAsync();
    }

    internal IReadOnlyList<string> Lines => _lines;

    internal static WorkerProcess Start(string load, string connection, params object[] arguments)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardInput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        foreach (string argument in (string[])["worker", load, connection, .. arguments.Select(static a => Convert.ToString(a, System.Globalization.CultureInfo.InvariantCulture)!)])
            start.ArgumentList.Add(argument);
        return new WorkerProcess(Process.Start(start)!);
    }

    /// <summary>Starts workers that wait until all are ready, so that none works alone.</summary>
    internal static async Task<WorkerProcess[]> StartTogetherAsync(int count, Func<int, WorkerProcess> start)
    {
        WorkerProcess[] workers = [.. Enumerable.Range(0, count).Select(start)];
        while (workers.Any(static worker => !worker.Has("ready")))
        {
            if (Array.Exists(workers, static worker => worker.HasExited && !worker.Has("ready")))
                throw new InvalidOperationException("a worker ended before it was ready; it has said why above");
            await Task.Delay(20);
        }

        foreach (WorkerProcess worker in workers)
            await worker.GoAsync();
        return workers;
    }

    internal Task GoAsync() => SayAsync("go");

    /// <summary>Says a line to the worker; one that is gone hears nothing.</summary>
    internal async Task SayAsync(string line)
    {
        try
        {
            await _process.StandardInput.WriteLineAsync(line);
            await _process.StandardInput.FlushAsync();
        }
        catch (IOException) when (_process.HasExited)
        {
            // Its exit code says more.
        }
    }

    internal void Kill() => _process.Kill();

    internal bool HasExited => _process.HasExited;

    /// <summary>Waits for the worker's end and returns its exit code.</summary>
    internal async Task<int> WaitAsync()
    {
        await _process.WaitForExitAsync();
        await _reading;
        return _process.ExitCode;
    }

    private bool Has(string line)
    {
        lock (_lines)
            return _lines.Contains(line);
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            lock (_lines)
                _lines.Add(line);
        }
    }
}
