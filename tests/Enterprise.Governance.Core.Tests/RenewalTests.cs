using Microsoft.Extensions.Time.Testing;

namespace Enterprise.Governance.Core.Tests;

/// <summary>Heartbeats and leases while the store misbehaves.</summary>
public sealed class RenewalTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("governance").FullName;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 19, 0, 0, TimeSpan.Zero));
    private readonly HookedStores _hooks = new();

    private string File => Path.Combine(_directory, "test.db");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Heartbeat_ThatThrowsAnything_NeitherEndsTheRenewalsNorLosesTheOutcome()
    {
        await using TestHost host = await TestHost.StartAsync(File, _time, register: _hooks.Register);
        await using GovernedRun run = await host.StartRunAsync();
        using SemaphoreSlim beats = new(0);
        int count = 0;
        _hooks.Before = name =>
        {
            if (name != "heartbeat")
                return Task.CompletedTask;
            beats.Release();
            return Interlocked.Increment(ref count) == 1 ? throw new ObjectDisposedException("the store") : Task.CompletedTask;
        };

        ActionOutcome<Sent> outcome = await run.InvokeAsync(
            new ActionCall("a", null, "{}"u8.ToArray(), "k"),
            async _ =>
            {
                _time.Advance(TimeSpan.FromSeconds(21));
                await beats.WaitAsync();
                _time.Advance(TimeSpan.FromSeconds(21));
                await beats.WaitAsync();
                return new Sent("m", 1);
            },
            TestJson.Default.Sent);

        outcome.Status.Should().Be(ActionStatus.Completed);
        count.Should().Be(2);
        (await host.EventsAsync(run.RunId)).Should().Contain("action.completed");
    }

    [Fact]
    public async Task Dispose_WhileTheStoreIsDown_DoesNotThrow()
    {
        await using TestHost host = await TestHost.StartAsync(File, _time, register: _hooks.Register);
        string runId = (await host.StartRunAsync()).RunId;
        GovernedRun leased = (await host.Governance.AcquireRunAsync(runId, "worker-1"))!;
        _hooks.Before = static name => name == "release_lease" ? throw new GovernanceException("store_unavailable", "down", isTransient: true) : Task.CompletedTask;

        await leased.DisposeAsync();

        _time.Advance(TimeSpan.FromMinutes(2));
        await using GovernedRun? next = await host.Governance.AcquireRunAsync(runId, "worker-2");
        next.Should().NotBeNull("the lease lapsed by itself");
    }

    [Fact]
    public async Task Dispose_Twice_GivesTheLeaseBackOnce()
    {
        await using TestHost host = await TestHost.StartAsync(File, _time);
        string runId = (await host.StartRunAsync()).RunId;
        GovernedRun leased = (await host.Governance.AcquireRunAsync(runId, "worker-1"))!;

        await leased.DisposeAsync();
        await using GovernedRun next = (await host.Governance.AcquireRunAsync(runId, "worker-2"))!;
        await leased.DisposeAsync();

        (await host.Governance.AcquireRunAsync(runId, "worker-3")).Should().BeNull("the second worker holds it");
    }
}
