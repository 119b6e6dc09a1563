using Enterprise.Governance.Policies;
using Microsoft.Extensions.Time.Testing;

namespace Enterprise.Governance.Core.Tests;

/// <summary>Policy versions that are activated for a tenant while runs are under way.</summary>
public sealed class ActivationTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("governance").FullName;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 19, 0, 0, TimeSpan.Zero));

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Activate_WhileARunIsUnderWay_TakesForceWithinFiveSecondsAndIsLeftAgain()
    {
        await using TestHost host = await TestHost.StartAsync(Path.Combine(_directory, "test.db"), _time);
        await using GovernedRun run = await host.StartRunAsync();
        PolicySet never = PolicySet.Load([new PolicyFile("never.json", """[{"policy_id":"never","effect":{"deny":true}}]"""u8.ToArray())]).GetSet();
        (await InvokeAsync(run)).Should().Be(ActionStatus.Completed);

        (await host.PolicySets.ActivateAsync("acme", never.Version, default)).Should().BeFalse("it is not written yet");
        await host.PolicySets.WriteAsync(never.Version, never.Document, default);
        (await host.PolicySets.ActivateAsync("acme", never.Version, default)).Should().BeTrue();
        _time.Advance(TimeSpan.FromSeconds(5));
        (await InvokeAsync(run)).Should().Be(ActionStatus.Denied);

        await host.PolicySets.ActivateAsync("acme", null, default);
        _time.Advance(TimeSpan.FromSeconds(5));
        (await InvokeAsync(run)).Should().Be(ActionStatus.Completed);
    }

    private static async Task<ActionStatus> InvokeAsync(GovernedRun run) =>
        (await run.InvokeAsync(new ActionCall("a", null, "{}"u8.ToArray()), static _ => ValueTask.FromResult(new Sent("m", 1)), TestJson.Default.Sent)).Status;
}
