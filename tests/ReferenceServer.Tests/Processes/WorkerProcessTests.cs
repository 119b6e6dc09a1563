using System.Globalization;
using Enterprise.Governance;
using Microsoft.Extensions.DependencyInjection;
using ReferenceServer.Runs;

namespace ReferenceServer.Tests.Processes;

/// <summary>Kills workers at random and starts others while runs come in, and looks at what is left when all have ended.</summary>
public sealed class WorkerProcessTests(ServerFixture fixture, ITestOutputHelper output) : IClassFixture<ServerFixture>, IAsyncDisposable
{
    private const int Workers = 3, Burst = 10;

    private readonly CancellationTokenSource _ended = new();
    private Task _workers = Task.CompletedTask;
    private int _kills;

    private static TimeProvider Clock => TimeProvider.System;

    [Fact]
    public async Task Workers_KilledAtRandomAndReplaced_EndEveryRunAndDoNothingTwice()
    {
        int count = int.Parse(Environment.GetEnvironmentVariable("GOVERNANCE_SERVER_RUNS") ?? "40", CultureInfo.InvariantCulture);
        int seed = int.Parse(Environment.GetEnvironmentVariable("GOVERNANCE_SERVER_SEED") ?? Random.Shared.Next(1, 1_000_000).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        output.WriteLine($"runs {count}, seed {seed}");
        await fixture.AddTenantAsync(LoadRun.Tenant, """ "rate_limits": { "tenant_rpm": 100000, "user_rpm": 100000 }, "limits": { "max_tool_calls": 10, "max_cost_units": 100 } """);
        IServiceProvider test = await fixture.StartAsync();
        LoadRun[] runs = [.. Enumerable.Range(0, count).Select(static i => new LoadRun(i))];

        long from = Clock.GetTimestamp();
        Task workers = _workers = Task.WhenAll(Enumerable.Range(0, Workers).Select(slot => WorkAsync(new Random(seed + slot), maxKills: count / 5)));
        Task approving = ApproveAsync(test, runs);
        await SubmitAsync(test, runs);
        await Task.WhenAny(WaitUntilEndedAsync(runs, TimeSpan.FromSeconds(60 + count)), workers, approving).Unwrap();
        output.WriteLine($"all ended after {Clock.GetElapsedTime(from).TotalSeconds:F1} s, {_kills} kills");
        await fixture.WaitUntilNoneAsync("SELECT count(*) FROM governance.runs r FULL JOIN governance.runs_mv m ON m.run_id = r.run_id WHERE m.state IS DISTINCT FROM r.state", TimeSpan.FromSeconds(30));
        output.WriteLine($"lists caught up after {Clock.GetElapsedTime(from).TotalSeconds:F1} s");
        await _ended.CancelAsync();
        await Task.WhenAll(workers, approving);
        output.WriteLine($"workers stopped after {Clock.GetElapsedTime(from).TotalSeconds:F1} s");

        _kills.Should().BeGreaterThanOrEqualTo(count / 10, "the test is about killed workers");
        LoadChecks checks = new(test, fixture);
        foreach (LoadRun run in runs)
            await checks.CheckRunAsync(run);
        await checks.CheckAllAsync(runs);
    }

    /// <summary>Leaves no worker behind, however the test ended.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _workers.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ended.Dispose();
    }

    /// <summary>Submits runs in bursts, one every two seconds.</summary>
    private static async Task SubmitAsync(IServiceProvider test, LoadRun[] runs)
    {
        using PeriodicTimer pace = new(TimeSpan.FromSeconds(2), Clock);
        foreach (LoadRun[] burst in runs.Chunk(Burst))
        {
            foreach (LoadRun run in burst)
                (await test.GetRequiredService<RunRequests>().SubmitAsync(run.Request, default)).Status.Should().Be(SubmitStatus.Accepted);
            await pace.WaitForNextTickAsync();
        }
    }

    /// <summary>Keeps one worker at work, kills it a while after it has started, and starts the next; the last one is told to stop.</summary>
    private async Task WorkAsync(Random random, int maxKills)
    {
        while (true)
        {
            await using ServerProcess worker = ServerProcess.Start(fixture, ["worker"]);
            await worker.Started.WaitAsync(TimeSpan.FromMinutes(1));
            try
            {
                await Task.Delay(_kills < maxKills ? TimeSpan.FromMilliseconds(random.Next(200, 6000)) : Timeout.InfiniteTimeSpan, Clock, _ended.Token);
            }
            catch (OperationCanceledException)
            {
                (int exitCode, TimeSpan took) = await worker.StopAsync();
                exitCode.Should().Be(0);
                output.WriteLine($"stopped in {took.TotalSeconds:F1} s");
                worker.Output.Should().NotContain("corp.example").And.NotContain(LoadRun.Tenant + "\"", "logs tell of no tenant and no argument");
                return;
            }

            worker.HasExited.Should().BeFalse("nobody but the test ends a worker: {0}", worker.Errors);
            worker.Kill();
            Interlocked.Increment(ref _kills);
        }
    }

    /// <summary>Decides what is asked until all has ended, as the desk does: approved, but for the runs that are to be refused.</summary>
    private async Task ApproveAsync(IServiceProvider test, LoadRun[] runs)
    {
        HashSet<string> refused = [.. runs.Where(static run => run.IsRefused).Select(static run => run.RunId)];
        IApprovals desk = test.GetRequiredService<IGovernance>().Approvals;
        using PeriodicTimer pace = new(TimeSpan.FromMilliseconds(200), Clock);
        while (!_ended.IsCancellationRequested)
        {
            foreach (ApprovalRecord asked in await desk.ListAsync(new ApprovalQuery(LoadRun.Tenant) { State = ApprovalState.Pending }))
                await desk.DecideAsync(asked.ApprovalId, refused.Contains(asked.RunId) ? ApprovalDecision.Denied : ApprovalDecision.Approved, new ApproverIdentity(LoadRun.Tenant, "bob"));

            await pace.WaitForNextTickAsync();
        }
    }

    private async Task WaitUntilEndedAsync(LoadRun[] runs, TimeSpan atMost)
    {
        await fixture.WaitUntilNoneAsync($"SELECT {runs.Length} - count(*) FROM governance.runs WHERE state IN ('completed', 'failed', 'cancelled')", atMost);
        await fixture.WaitUntilNoneAsync("SELECT count(*) FROM reference.outbox", atMost);
    }
}
