using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace ReferenceServer.Tests.Processes;

/// <summary>The sample in a process of its own, as operators start it: told everything by its environment.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _errors = new(), _output = new();
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerProcess(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, e) => Keep(_errors, e.Data);
        process.OutputDataReceived += (_, e) => Keep(_output, e.Data);
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
    }

    /// <summary>Gets what ends when the process says that it has started.</summary>
    internal Task Started => _started.Task;

    internal bool HasExited => _process.HasExited;

    internal string Errors => Text(_errors);

    internal string Output => Text(_output);

    internal static ServerProcess Start(ServerFixture fixture, string[] arguments, params (string Name, string Value)[] settings)
    {
        ProcessStartInfo start = new("dotnet") { RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = fixture.Root };
        foreach (string argument in (string[])[typeof(Workers.RunWork).Assembly.Location, .. arguments])
            start.ArgumentList.Add(argument);
        foreach ((string name, string value) in (ReadOnlySpan<(string, string)>)
        [
            ("DOTNET_ENVIRONMENT", "Production"), ("ConnectionStrings__Governance", fixture.Connection), ("ConnectionStrings__Refresher", fixture.ConnectionOf(PostgresCluster.Refresher)),
            ("AUDIT_SECRET", ServerFixture.AuditSecret), ("Server__Maildir", "maildir"), ("Server__LeaseSeconds", "3"), ("Server__RunsPerTenant", "16"), .. settings,
        ])
            start.Environment[name] = value;
        return new ServerProcess(Process.Start(start)!);
    }

    /// <summary>Ends it by SIGKILL.</summary>
    internal void Kill() => _process.Kill();

    /// <summary>Sends SIGTERM and waits for its end.</summary>
    /// <returns>The exit code, and how long it took.</returns>
    internal async Task<(int ExitCode, TimeSpan Took)> StopAsync()
    {
        long from = TimeProvider.System.GetTimestamp();
        await ShellCommand.RunAsync(["/bin/kill", "-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        return (await WaitAsync(), TimeProvider.System.GetElapsedTime(from));
    }

    /// <summary>Waits for its end.</summary>
    internal async Task<int> WaitAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(1));
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Keep(StringBuilder kept, string? line)
    {
        if (line?.Contains("Application started", StringComparison.Ordinal) == true)
            _started.TrySetResult();
        if (line is null)
            _started.TrySetException(new InvalidOperationException("the process ended before it had started"));
        else
        {
            lock (kept)
                kept.AppendLine(line);
        }
    }

    private static string Text(StringBuilder kept)
    {
        lock (kept)
            return kept.ToString();
    }
}
