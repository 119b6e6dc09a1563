using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ReferenceServer.Tests.Processes;

/// <summary>APIs and workers as processes, with users for tests.</summary>
internal sealed class Service(ServerFixture fixture, int apis) : IAsyncDisposable
{
    private const string AgentKey = "key-of-an-agent-in-tests-00000000000000", ApproverKey = "key-of-an-approver-in-tests-000000000000";

    private readonly CancellationTokenSource _quiet = new(), _ended = new();
    private Task _processes = Task.CompletedTask;
    private int _kills;

    /// <summary>Gets where the APIs listen, also those that are started in place of others.</summary>
    internal Uri[] Apis { get; } = [.. FreePorts(apis).Select(static port => new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}")))];

    internal int Kills => _kills;

    internal ServiceClient Agent() => new(Apis, AgentKey);

    internal ServiceClient Approver() => new(Apis, ApproverKey);

    /// <summary>Keeps processes at work until <see cref="EndAsync"/>.</summary>
    /// <param name="workers">How many workers, beside the APIs.</param>
    /// <param name="random">When each is killed, before <see cref="BeQuiet"/>; without it, none is.</param>
    /// <returns>A task that ends with the last process.</returns>
    internal Task RunAsync(int workers, Func<int, Random>? random)
    {
        IEnumerable<string[]> processes = Apis.Select(static api => (string[])["api", "--urls", api.OriginalString]).Concat(Enumerable.Repeat((string[])["worker"], workers));
        return _processes = Task.WhenAll(processes.Select((arguments, i) => KeepAsync(arguments, random?.Invoke(i))));
    }

    /// <summary>Kills nobody any more.</summary>
    internal void BeQuiet() => _quiet.Cancel();

    internal void End() => _ended.Cancel();

    /// <summary>Leaves no process behind, however the test ended.</summary>
    public async ValueTask DisposeAsync()
    {
        End();
        await _processes.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task KeepAsync(string[] arguments, Random? random)
    {
        while (true)
        {
            await using ServerProcess process = ServerProcess.Start(fixture, arguments, [.. Users()]);
            await process.Started.WaitAsync(TimeSpan.FromMinutes(1));
            if (random is not null && !_quiet.IsCancellationRequested)
            {
                using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(_quiet.Token, _ended.Token);
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(1000, 10_000)), TimeProvider.System, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            if (random is null || _quiet.IsCancellationRequested || _ended.IsCancellationRequested)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, _ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                process.HasExited.Should().BeFalse("nobody but the test ends it: {0}", process.Errors);
                (await process.StopAsync()).ExitCode.Should().Be(0);
                return;
            }

            process.HasExited.Should().BeFalse("nobody but the test ends it: {0}", process.Errors);
            process.Kill();
            Interlocked.Increment(ref _kills);
        }
    }

    private static IEnumerable<(string Name, string Value)> Users() =>
        new[] { ("ann", AgentKey, "support_agent"), ("bob", ApproverKey, "approver") }.SelectMany(static (user, i) => new[]
        {
            ($"Server__Users__{i}__Tenant", LoadRun.Tenant), ($"Server__Users__{i}__Org", "support"), ($"Server__Users__{i}__User", user.Item1), ($"Server__Users__{i}__Key", user.Item2), ($"Server__Users__{i}__Roles__0", user.Item3),
        });

    private static int[] FreePorts(int count)
    {
        TcpListener[] listeners = [.. Enumerable.Range(0, count).Select(static _ => new TcpListener(IPAddress.Loopback, 0))];
        foreach (TcpListener listener in listeners)
            listener.Start();
        int[] ports = [.. listeners.Select(static listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        foreach (TcpListener listener in listeners)
            listener.Dispose();
        return ports;
    }
}
