using System.Collections.Concurrent;
using System.Globalization;
using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Ledger;
using PipelineWorker;

namespace Enterprise.Governance.Postgres.Tests.Processes;

/// <summary>Kills processes that govern the same runs on one server, again and again, and looks at what is left when the others have finished.</summary>
public sealed class PipelineKillTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Workers = 4;

    private readonly ConcurrentQueue<string> _told = new();
    private WorkerDatabase _database = null!;
    private int _runs, _kills;

    public async ValueTask InitializeAsync() => _database = await WorkerDatabase.CreateAsync();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task FourProcessesOnOneServer_KilledAtRandomAndReplaced_FinishEveryRunAndRunNothingTwice()
    {
        _runs = int.Parse(Environment.GetEnvironmentVariable("GOVERNANCE_KILL_RUNS") ?? "20", CultureInfo.InvariantCulture);
        int seed = int.Parse(Environment.GetEnvironmentVariable("GOVERNANCE_KILL_SEED") ?? Random.Shared.Next(1, 1_000_000).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        output.WriteLine($"runs {_runs}, seed {seed}");

        await Task.WhenAll(Enumerable.Range(0, Workers).Select(slot => WorkAsync(new Random(seed + slot))));

        _kills.Should().BeGreaterThan(_runs / 4, "the test is about killed processes");
        List<string> effects = _database.Effects;
        effects.Should().OnlyHaveUniqueItems("nothing runs twice");
        int inDoubt = 0;
        for (int run = 1; run <= _runs; run++)
            inDoubt += await CheckRunAsync($"run-{run}", [.. effects]);
        await CheckHoldsAsync();
        output.WriteLine($"{_kills} kills, {_told.Count} lines told, {effects.Count} effects, {inDoubt} calls in doubt");
    }

    /// <summary>Keeps one worker at work until all runs have ended; kills it after some lines and starts the next, as often as is this one's share.</summary>
    private async Task WorkAsync(Random random)
    {
        for (int killsLeft = Math.Max(1, _runs / Workers); ; killsLeft--)
        {
            await using WorkerProcess worker = _database.Start("share", "1", _runs.ToString(CultureInfo.InvariantCulture));
            for (int lines = killsLeft > 0 ? random.Next(1, 16) : int.MaxValue; lines > 0 && await worker.ReadAsync() is { } line; lines--)
                _told.Enqueue(line);
            if (killsLeft > 0)
                worker.Kill();
            foreach (string line in await worker.ReadToEndAsync())
                _told.Enqueue(line);
            if (worker.HasSucceeded)
                return;
            killsLeft.Should().BePositive("nobody but the test ends a worker");
            Interlocked.Increment(ref _kills);
        }
    }

    /// <summary>Checks a run that has ended, and returns how many of its calls are in doubt.</summary>
    private async Task<int> CheckRunAsync(string runId, HashSet<string> effects)
    {
        await _database.VerifyAsync(runId);
        (await _database.Governance.GetRunAsync(runId))!.Record.State.Should().Be(RunState.Completed, "every run is finished");
        List<StoredEvent> events = await _database.EventsAsync(runId);
        events.Count(static e => e.Type is "run.started").Should().Be(1);
        events[^1].Type.Should().Be("run.completed", "a worker that has lost its lease writes nothing");
        HashSet<string> completed = [.. events.Where(static e => e.Type == "action.completed").Select(ResultOf)];
        long spent = 0;
        int inDoubt = 0;
        for (int i = 0; i < WorkerHost.SharedCosts.Length; i++)
        {
            string call = $"{runId} k{i}";
            string? state = (string?)await _database.OwnerAsync($"SELECT state FROM governance.action_claims WHERE run_id = '{runId}' AND claim_key LIKE '%k{i}'");
            state.Should().Be(completed.Contains(call) ? "completed" : effects.Contains(call) ? "in_doubt" : state, "{0} took effect or not", call);
            if (completed.Contains(call))
                effects.Should().Contain(call, "no effect is lost");
            if (state is null)
                WorkerHost.SharedCosts[i].Should().BePositive("only a budget leaves {0} undone", call);
            spent += state == "completed" ? WorkerHost.SharedCosts[i] : 0;
            inDoubt += state == "in_doubt" ? 1 : 0;
        }

        events.Count(static e => e.Type == "action.in_doubt").Should().Be(inDoubt, "doubt is told once");
        spent.Should().BeLessThanOrEqualTo(WorkerHost.MaxCostUnits).And.Be((await (await _database.Governance.GetRunAsync(runId))!.GetUsageAsync()).CostUnits);
        foreach (string line in _told.Where(line => line.StartsWith($"receipt {runId} ", StringComparison.Ordinal) || (line.StartsWith($"outcome {runId} ", StringComparison.Ordinal) && line.EndsWith(" Completed", StringComparison.Ordinal))))
            IsKept(line.Split(' '), events, completed).Should().BeTrue("what was told is for ever: {0}", line);
        return inDoubt;
    }

    private static bool IsKept(string[] told, List<StoredEvent> events, HashSet<string> completed) =>
        told[0] == "receipt" ? events[int.Parse(told[2], CultureInfo.InvariantCulture) - 1].Hash == told[3] : completed.Contains($"{told[1]} {told[2]}");

    /// <summary>Waits until the last hold has expired by the server's clock; then nothing may be held.</summary>
    private async Task CheckHoldsAsync()
    {
        await _database.OwnerAsync("SELECT pg_sleep(greatest(0, extract(epoch FROM max(expires_at) - clock_timestamp()) + 0.01)) FROM governance.cost_holds");
        for (int run = 1; run <= _runs; run++)
        {
            RunUsage usage = await (await _database.Governance.GetRunAsync($"run-{run}"))!.GetUsageAsync();
            (usage.HeldCostUnits, usage.HeldToolCalls).Should().Be((0, 0), "no hold outlives its holder for ever");
        }
    }

    private static string ResultOf(StoredEvent row)
    {
        using System.Text.Json.JsonDocument data = System.Text.Json.JsonDocument.Parse(row.RevealData());
        return data.RootElement.GetProperty("result").GetString()!;
    }
}
