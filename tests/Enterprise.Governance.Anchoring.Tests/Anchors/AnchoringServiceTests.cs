using System.Net;
using Enterprise.Governance.Ledger;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Enterprise.Governance.Anchoring.Tests.Anchors;

public sealed class AnchoringServiceTests : IAsyncDisposable
{
    private readonly AnchoredDatabase _database = new();
    private readonly FakeTimeProvider _time = new();
    private readonly List<(string Body, string? Authorization)> _sent = [];
    private readonly SemaphoreSlim _arrived = new(0);
    private HttpStatusCode _answer = HttpStatusCode.NoContent;

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Theory]
    [InlineData("00:01:00", 0)]
    [InlineData("1.00:00:00", 3)]
    public async Task Service_AfterTheInterval_OrOnceEnoughIsPending_SendsACheckpoint(string interval, long maxPendingEvents)
    {
        await _database.AppendAsync("run", 3);
        await using ServiceProvider provider = Build(options =>
        {
            options.Interval = TimeSpan.Parse(interval, System.Globalization.CultureInfo.InvariantCulture);
            options.MaxPendingEvents = maxPendingEvents;
        });
        IHostedService service = provider.GetServices<IHostedService>().Should().ContainSingle().Which;
        await service.StartAsync(default);

        await AdvanceUntilArrivedAsync();

        await service.StopAsync(default);
        _sent[0].Authorization.Should().Be("Bearer token");
        SignedNote.TryParse(System.Text.Encoding.UTF8.GetBytes(_sent[0].Body), out SignedNote? note, out _).Should().BeTrue();
        note!.Verify(_database.Key.VerifierKey).Holds.Should().BeTrue();
    }

    [Fact]
    public async Task HttpSink_StatusOfFailure_IsTriedAgain()
    {
        await _database.AppendAsync("run", 1);
        await using ServiceProvider provider = Build(static _ => { });
        Anchorer anchorer = provider.GetRequiredService<Anchorer>();

        _answer = HttpStatusCode.ServiceUnavailable;
        await anchorer.RunAsync();
        _answer = HttpStatusCode.OK;
        await anchorer.RunAsync();
        await anchorer.RunAsync();

        _sent.Should().HaveCount(2);
        _sent[1].Should().Be(_sent[0]);
    }

    private async Task AdvanceUntilArrivedAsync()
    {
        // The service may not wait yet; an hour and a half is less than the longer interval.
        for (int step = 0; step < 1_000; step++)
        {
            _time.Advance(TimeSpan.FromSeconds(5));
            if (await _arrived.WaitAsync(TimeSpan.FromMilliseconds(20)))
                return;
        }

        Assert.Fail("no checkpoint was sent");
    }

    private ServiceProvider Build(Action<AnchoringOptions> configure)
    {
        ServiceCollection services = new();
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddSingleton<TimeProvider>(_time);
        services.AddSingleton(_database.Anchors);
        services.AddSingleton<IAuditKeyProvider>(AnchoredDatabase.Ring);
        services.AddGovernanceAnchoring(options =>
        {
            options.SigningKey = _database.Key.Export();
            options.Sinks.Add(new HttpCheckpointSink(new HttpClient(new Receiver(this)), new Uri("https://auditor.example/checkpoints"), static _ => ValueTask.FromResult("token")));
            configure(options);
        });
        return services.BuildServiceProvider();
    }

    private sealed class Receiver(AnchoringServiceTests test) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            test._sent.Add((await request.Content!.ReadAsStringAsync(cancellationToken), request.Headers.Authorization?.ToString()));
            test._arrived.Release();
            return new HttpResponseMessage(test._answer);
        }
    }
}
