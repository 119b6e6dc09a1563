using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace EndToEnd;

/// <summary>The whole of it as <c>run.sh</c> starts it, on a directory and a port of its own. Needs root where something is missing, as <c>run.sh</c> says.</summary>
public sealed partial class RunningServer : IAsyncLifetime
{
    private readonly string _data = Directory.CreateTempSubdirectory("reference-server-").FullName;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<TimeSpan> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Process _process = null!;

    internal Uri Address { get; private set; } = null!;

    /// <summary>Gets how long it took until the dashboard answered, publishing included.</summary>
    internal TimeSpan StartedIn { get; private set; }

    public async ValueTask InitializeAsync()
    {
        int port = FreePort();
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"));
        ProcessStartInfo start = new(Path.Combine(RepositoryFiles.Root, "run.sh")) { WorkingDirectory = RepositoryFiles.Root, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])["--data", _data, "--port", port.ToString(CultureInfo.InvariantCulture), "--workers", "2", "--apis", "2"])
            start.ArgumentList.Add(argument);
        long from = TimeProvider.System.GetTimestamp();
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, e) => Keep(e.Data, from);
        _process.ErrorDataReceived += (_, e) => Keep(e.Data, from);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Task ended = _process.WaitForExitAsync();
        if (await Task.WhenAny(_ready.Task, ended).WaitAsync(TimeSpan.FromMinutes(5)) == ended)
            throw new InvalidOperationException($"run.sh ended with {_process.ExitCode}:\n{Output}");
        StartedIn = await _ready.Task;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            using Process kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync();
            await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        }

        _process.ExitCode.Should().Be(0, "it was told to stop: {0}", Output);
        _process.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    /// <summary>Gets a demo user's key, from what <c>run.sh</c> prints.</summary>
    internal string KeyOf(string user, string tenant) =>
        DemoLogin().Matches(Output).Single(match => match.Groups["user"].Value == user && match.Groups["tenant"].Value == tenant).Groups["key"].Value;

    private string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    private void Keep(string? line, long from)
    {
        if (line is null)
            return;
        lock (_output)
            _output.AppendLine(line);
        if (line.Contains("Ctrl-C stops everything", StringComparison.Ordinal))
            _ready.TrySetResult(TimeProvider.System.GetElapsedTime(from));
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex("^ *(?<key>[a-z0-9-]{20,}) +(?<user>[a-z]+) at (?<tenant>[a-z]+):", RegexOptions.Multiline)]
    private static partial Regex DemoLogin();
}
