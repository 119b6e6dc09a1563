using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ReferenceServer.Tests.Processes;

/// <summary>A worker answers whoever keeps it alive, on a port of its own.</summary>
public sealed class WorkerProbesTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Worker_WithAPort_AnswersProbesAndNothingElse_AndStopsWhenTold()
    {
        string port = FreePort();
        await using ServerProcess worker = ServerProcess.Start(fixture, ["worker"], ("Server__WorkerPort", port));
        await worker.Started.WaitAsync(TimeSpan.FromSeconds(30));
        using HttpClient client = new() { BaseAddress = new Uri($"http://127.0.0.1:{port}") };

        (await client.GetStringAsync("/healthz")).Should().Be("""{"status":"healthy","checks":{}}""");
        (await client.GetStringAsync("/readyz")).Should().Be("""{"status":"healthy","checks":{"governance":"healthy","schema":"healthy"}}""");
        (await client.GetStringAsync("/metrics")).Should().Contain("governance_");
        (await client.GetAsync("/runs")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await worker.StopAsync()).ExitCode.Should().Be(0);
    }

    private static string FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }
}
