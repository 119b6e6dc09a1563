using Microsoft.Extensions.Time.Testing;

namespace Enterprise.Governance.Core.Tests;

/// <summary>Runs are relabelled by the rules for new runs.</summary>
public sealed class UpdateTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("governance").FullName;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 19, 0, 0, TimeSpan.Zero));

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Update_OfOneLabel_KeepsTheOtherAndTheChain()
    {
        await using TestHost host = await TestHost.StartAsync(Path.Combine(_directory, "test.db"), _time);
        await using GovernedRun run = await host.StartRunAsync();

        await run.UpdateAsync(new RunUpdate { Title = "one", Tags = ["vip"] });
        await run.CompleteAsync();
        await run.UpdateAsync(new RunUpdate { Title = null });

        (run.Record.Title, run.Record.State).Should().Be((null, RunState.Completed));
        run.Record.Tags.Should().Equal("vip");
        (await host.EventsAsync(run.RunId)).Should().Equal("run.started", "run.completed");
    }

    [Fact]
    public async Task Update_ThatIsNotSound_IsRefused()
    {
        await using TestHost host = await TestHost.StartAsync(Path.Combine(_directory, "test.db"), _time);
        await using GovernedRun run = await host.StartRunAsync();

        foreach (RunUpdate update in (RunUpdate[])[new RunUpdate(), new RunUpdate { Title = new string('x', 501) }, new RunUpdate { Tags = ["fine", ""] }])
            await run.Awaiting(r => r.UpdateAsync(update).AsTask()).Should().ThrowAsync<ArgumentException>();
        run.Record.Title.Should().BeNull();
    }
}
