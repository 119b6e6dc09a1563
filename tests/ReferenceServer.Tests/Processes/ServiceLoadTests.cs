using System.Collections.Concurrent;
using System.Globalization;
using Enterprise.Governance;

namespace ReferenceServer.Tests.Processes;

/// <summary>Two APIs and three workers under load over HTTP, killed at random and replaced: what was accepted ends, nothing is done twice, and everything adds up.</summary>
public sealed class ServiceLoadTests(ServerFixture fixture, ITestOutputHelper output) : IClassFixture<ServerFixture>
{
    private const int Apis = 2, Workers = 3, Submitters = 3, FollowedOneIn = 5;

    private readonly ConcurrentBag<LoadRun> _accepted = [];
    private readonly ConcurrentBag<Task> _followed = [];
    private int _next;

    private static TimeProvider Clock => TimeProvider.System;

    [Fact]
    public async Task Service_KilledAtRandom_EndsEveryAcceptedRunOnceAndAddsUp()
    {
        TimeSpan duration = TimeSpan.FromSeconds(double.Parse(Environment.GetEnvironmentVariable("GOVERNANCE_SERVER_SECONDS") ?? "12", CultureInfo.InvariantCulture));
        int seed = int.Parse(Environment.GetEnvironmentVariable("GOVERNANCE_SERVER_SEED") ?? Random.Shared.Next(1, 1_000_000).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        output.WriteLine($"{duration.TotalSeconds:F0} s, seed {seed}");
        await fixture.AddTenantAsync(LoadRun.Tenant, """ "rate_limits": { "tenant_rpm": 1000000, "user_rpm": 1000000 }, "limits": { "max_tool_calls": 10, "max_cost_units": 100 } """);
        IServiceProvider test = await fixture.StartAsync();
        await using Service service = new(fixture, Apis);
        Task processes = service.RunAsync(Workers, slot => new Random(seed + slot));
        using CancellationTokenSource over = new();

        long from = Clock.GetTimestamp();
        Task approving = ApproveAsync(service, over.Token);
        Task all = UseAsync(service, duration);
        await Task.WhenAny(all, processes, approving).Unwrap();
        output.WriteLine($"{_accepted.Count} runs accepted, {_followed.Count} followed, {service.Kills} kills; all ended after {Clock.GetElapsedTime(from).TotalSeconds:F1} s");
        await fixture.WaitUntilNoneAsync("SELECT count(*) FROM governance.runs r FULL JOIN governance.runs_mv m ON m.run_id = r.run_id WHERE m.state IS DISTINCT FROM r.state", TimeSpan.FromSeconds(30));
        output.WriteLine($"lists caught up after {Clock.GetElapsedTime(from).TotalSeconds:F1} s");
        await over.CancelAsync();
        service.End();
        await Task.WhenAll(processes, approving.ContinueWith(static task => task.IsFaulted ? throw task.Exception : true, TaskScheduler.Default));

        service.Kills.Should().BeGreaterThanOrEqualTo((int)(duration.TotalSeconds / 4), "the test is about killed processes");
        (await fixture.CountAsync("SELECT count(*) FROM governance.runs")).Should().Be(_accepted.Count, "a repeated request is the same run");
        LoadRun[] runs = [.. _accepted];
        LoadChecks checks = new(test, fixture);
        foreach (LoadRun run in runs)
            await checks.CheckRunAsync(run);
        await checks.CheckAllAsync(runs);
    }

    /// <summary>Submits for a while, then waits until all has ended.</summary>
    private async Task UseAsync(Service service, TimeSpan duration)
    {
        using ServiceClient watcher = service.Agent();
        await watcher.LoginAsync(TestContext.Current.CancellationToken);
        long from = Clock.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Submitters).Select(_ => SubmitAsync(service, watcher, from, duration)));
        service.BeQuiet();
        await fixture.WaitUntilNoneAsync($"SELECT {_accepted.Count} - count(*) FROM governance.runs WHERE state IN ('completed', 'failed', 'cancelled')", TimeSpan.FromSeconds(60) + duration);
        await fixture.WaitUntilNoneAsync("SELECT count(*) FROM reference.outbox", TimeSpan.FromSeconds(30));
        await Task.WhenAll(_followed);
    }

    private async Task SubmitAsync(Service service, ServiceClient watcher, long from, TimeSpan duration)
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        using ServiceClient agent = service.Agent();
        await agent.LoginAsync(cancellationToken);
        using PeriodicTimer pace = new(TimeSpan.FromMilliseconds(200), Clock);
        while (Clock.GetElapsedTime(from) < duration)
        {
            LoadRun run = new(Interlocked.Increment(ref _next));
            run.RunId = await agent.SubmitAsync(run.Request, cancellationToken);
            _accepted.Add(run);
            if (run.Number % FollowedOneIn == 0)
                _followed.Add(FollowAsync(watcher, run));
            await pace.WaitForNextTickAsync(cancellationToken);
        }
    }

    /// <summary>Watches a run from API to API: every event comes once, in order, to the end.</summary>
    private static async Task FollowAsync(ServiceClient watcher, LoadRun run)
    {
        List<(long Seq, string Type)> seen = [];
        await foreach ((long seq, string type, _) in watcher.FollowAsync(run.RunId, TestContext.Current.CancellationToken))
            seen.Add((seq, type));
        seen.Select(static item => item.Seq).Should().Equal(Enumerable.Range(1, seen.Count).Select(static i => (long)i));
        seen[^1].Type.Should().Be("run." + run.End.ToStoredName());
    }

    /// <summary>Decides what is asked until told to stop: approved, but for the runs that are to be refused.</summary>
    private async Task ApproveAsync(Service service, CancellationToken stop)
    {
        using ServiceClient approver = service.Approver();
        using PeriodicTimer pace = new(TimeSpan.FromMilliseconds(200), Clock);
        try
        {
            await approver.LoginAsync(stop);
            while (await pace.WaitForNextTickAsync(stop))
            {
                Dictionary<string, LoadRun> known = _accepted.ToDictionary(static run => run.RunId);
                foreach ((string approvalId, string runId) in await approver.PendingAsync(stop))
                {
                    if (known.TryGetValue(runId, out LoadRun? run))
                        await approver.DecideAsync(approvalId, !run.IsRefused, stop);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // All has ended.
        }
    }
}
