using Enterprise.Governance.Policies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Enterprise.Governance.Core.Tests;

/// <summary>Policy files that are edited while runs are under way.</summary>
public sealed class ReloadTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("governance").FullName;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 19, 0, 0, TimeSpan.Zero));

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Edit_WhileARunIsUnderWay_DecidesItsNextActionAndBothVersionsAreKept()
    {
        string file = Path.Combine(_directory, "policies.json");
        await File.WriteAllTextAsync(file, """[{"policy_id":"p","effect":{"allow":true}}]""");
        await using TestHost host = await TestHost.StartAsync(
            Path.Combine(_directory, "test.db"), _time, register: services => services.Configure<PoliciesOptions>(o => o.AddFile(file)));
        await using GovernedRun run = await host.StartRunAsync();
        ActionStatus before = await InvokeAsync(run);

        await EditAsync(host, file, """[{"policy_id":"p","effect":{"deny":true}}]""");
        ActionStatus after = await InvokeAsync(run);

        (before, after).Should().Be((ActionStatus.Completed, ActionStatus.Denied));
        string[] versions = [.. (await Task.WhenAll(new[] { 2L, 5L }.Select(seq => host.DataAsync(run.RunId, seq))))
            .Select(static data => System.Text.Json.JsonDocument.Parse(data).RootElement.GetProperty("decision").GetProperty("policy_set").GetString()!)];
        versions.Should().OnlyHaveUniqueItems();
        foreach (string version in versions)
            (await host.PolicySets.ReadAsync(version, default)).Should().NotBeNull("a version is written before the first decision that cites it");
    }

    private async Task EditAsync(TestHost host, string file, string text)
    {
        TaskCompletionSource<PolicySet> changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using IDisposable subscription = host.Policies.OnChange(changed.SetResult);
        await File.WriteAllTextAsync(file, text);
        while (!changed.Task.IsCompleted)
        {
            // The watcher polls on this clock; it may only just have begun to wait for its next turn.
            _time.Advance(TimeSpan.FromSeconds(10));
            await Task.WhenAny(changed.Task, Task.Run(static () => Thread.Yield()));
        }
    }

    private static async Task<ActionStatus> InvokeAsync(GovernedRun run) =>
        (await run.InvokeAsync(new ActionCall("a", null, "{}"u8.ToArray()), static _ => ValueTask.FromResult(new Sent("m", 1)), TestJson.Default.Sent)).Status;
}
