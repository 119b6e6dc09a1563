using Enterprise.Governance.RateLimiting;
using Microsoft.Extensions.Time.Testing;

namespace Enterprise.Governance.Core.Tests;

/// <summary>What the chain tells of refusals by the rate limiter when commits fail.</summary>
public sealed class RateTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("governance").FullName;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 19, 0, 0, TimeSpan.Zero));
    private readonly HookedStores _hooks = new();

    private string File => Path.Combine(_directory, "test.db");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Invoke_TheFirstRefusalCannotBeStored_TheNextOneIsTold()
    {
        await using TestHost host = await TestHost.StartAsync(File, _time, rates: new TenantRateLimits { UserRpm = 0 }, register: _hooks.Register);
        await using GovernedRun run = await host.StartRunAsync();
        _hooks.Once("refuse", static () => throw Down());

        await FluentActions.Awaiting(() => InvokeAsync(run)).Should().ThrowAsync<GovernanceException>();
        (await InvokeAsync(run)).Status.Should().Be(ActionStatus.RateLimited);
        (await InvokeAsync(run)).Status.Should().Be(ActionStatus.RateLimited);

        (await host.EventsAsync(run.RunId)).Should().Equal("run.started", "rate.limited");
    }

    [Fact]
    public async Task Invoke_LimitOfZero_IsToldOnceAWindowAndPromisesNoRetry()
    {
        await using TestHost host = await TestHost.StartAsync(File, _time, rates: new TenantRateLimits { TenantRpm = 0 });
        await using GovernedRun run = await host.StartRunAsync();
        for (int i = 0; i < 5; i++)
            (await InvokeAsync(run)).RetryAfter.Should().BeNull("waiting does not help");
        _time.Advance(TimeSpan.FromMinutes(1));
        await InvokeAsync(run);

        (await host.EventsAsync(run.RunId)).Should().Equal("run.started", "rate.limited", "rate.limited");
        (await host.DataAsync(run.RunId, 3)).Should().Contain("\"suppressed\":4");
    }

    [Fact]
    public async Task Invoke_TheCommitThatTellsOfSilentRefusalsFails_TheNextOneTells()
    {
        await using TestHost host = await TestHost.StartAsync(File, _time, rates: new TenantRateLimits { UserRpm = 1 }, register: _hooks.Register);
        await using GovernedRun run = await host.StartRunAsync();
        for (int i = 0; i < 4; i++)
            await InvokeAsync(run);
        _time.Advance(TimeSpan.FromMinutes(1));
        _hooks.Once("start", static () => throw Down());
        await FluentActions.Awaiting(() => InvokeAsync(run)).Should().ThrowAsync<GovernanceException>();
        _time.Advance(TimeSpan.FromMinutes(1));

        (await InvokeAsync(run)).Status.Should().Be(ActionStatus.Completed);

        (await host.EventsAsync(run.RunId)).Should().Equal(
            "run.started", "policy.decided", "action.started", "action.completed", "rate.limited", "policy.decided", "action.started", "action.completed");
        (await host.DataAsync(run.RunId, 6)).Should().Contain("\"suppressed\":2");
        (await host.DataAsync(run.RunId, 7)).Should().NotContain("suppressed");
    }

    private static GovernanceException Down() => new("store_unavailable", "down", isTransient: true);

    private static Task<ActionOutcome<Sent>> InvokeAsync(GovernedRun run) =>
        run.InvokeAsync(new ActionCall("a", null, "{}"u8.ToArray()), static _ => ValueTask.FromResult(new Sent("m", 1)), TestJson.Default.Sent).AsTask();
}
