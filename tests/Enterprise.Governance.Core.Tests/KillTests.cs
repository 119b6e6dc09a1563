using System.Diagnostics;
using System.Globalization;
using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Policies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using PipelineWorker;

namespace Enterprise.Governance.Core.Tests;

/// <summary>Kills a process that governs, again and again, and looks at what it leaves.</summary>
public sealed class KillTests(ITestOutputHelper output) : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("governance").FullName;

    private string Database => Path.Combine(_directory, "test.db");

    private string Effects => Path.Combine(_directory, "effects");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task KilledAtRandomPoints_LosesNoReceiptRunsNothingTwiceAndVerifies()
    {
        int runs = int.Parse(Environment.GetEnvironmentVariable("GOVERNANCE_KILL_RUNS") ?? "20", CultureInfo.InvariantCulture);
        int seed = int.Parse(Environment.GetEnvironmentVariable("GOVERNANCE_KILL_SEED") ?? Random.Shared.Next().ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        output.WriteLine($"runs {runs}, seed {seed}");
        Random random = new(seed);
        List<string> told = [];
        int kills = 0;

        // Each worker gets the next runs and is killed somewhere in their midst; what it cut is left as it is.
        for (int run = 1; run <= runs; run += 2)
        {
            kills += await WorkAndKillAsync(run, Math.Min(run + 1, runs), random.Next(1, 12), told) ? 1 : 0;
        }

        kills.Should().BeGreaterThan(runs / 4, "the test is about killed processes");
        await CheckAsync(runs, told);
    }

    /// <summary>Starts a worker, reads <paramref name="lines"/> lines of it and kills it. Returns whether it was still alive then.</summary>
    private async Task<bool> WorkAndKillAsync(int first, int last, int lines, List<string> told)
    {
        ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true };
        foreach (string argument in new[] { typeof(WorkerHost).Assembly.Location, "runs", Database, Effects, first.ToString(CultureInfo.InvariantCulture), last.ToString(CultureInfo.InvariantCulture) })
            start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        for (int i = 0; i < lines && await process.StandardOutput.ReadLineAsync() is { } line; i++)
            told.Add(line);
        bool wasAlive = !process.HasExited;
        process.Kill();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
            told.Add(line);
        await process.WaitForExitAsync();
        return wasAlive;
    }

    private async Task CheckAsync(int runs, List<string> told)
    {
        // Two hours later every heartbeat and every hold of the dead has expired.
        FakeTimeProvider later = new(TimeProvider.System.GetUtcNow().AddHours(2));
        await using ServiceProvider provider = WorkerHost.Open(Database, later);
        await provider.GetRequiredService<IPolicyEngine>().StartAsync();
        ILedger ledger = provider.GetRequiredService<ILedger>();
        ICostMeter meter = provider.GetRequiredService<ICostMeter>();
        List<string> effects = EffectLog.ReadAll(Effects);
        HashSet<string> carriedOut = [.. effects];
        HashSet<string> recorded = await CompletedAsync(ledger, runs);

        int inDoubt = 0;
        Dictionary<string, string> outcomes = [];
        for (int run = 1; run <= runs; run++)
        {
            await RunWork.DoAsync(provider.GetRequiredService<IGovernance>(), $"run-{run}", effects.Add, line =>
            {
                if (line.Split(' ') is ["outcome", var id, var key, var status])
                    outcomes[$"{id} {key}"] = status;
            });
        }

        effects.Should().OnlyHaveUniqueItems("nothing runs twice");
        foreach ((string call, string status) in outcomes)
        {
            bool wasCut = carriedOut.Contains(call) && !recorded.Contains(call);
            inDoubt += status == nameof(ActionStatus.InDoubt) ? 1 : 0;
            if (wasCut)
                status.Should().Be(nameof(ActionStatus.InDoubt), "{0} took effect but its outcome was cut off", call);
            else
                status.Should().BeOneOf(nameof(ActionStatus.Completed), nameof(ActionStatus.InDoubt));
        }

        foreach (string line in told)
            await CheckToldAsync(ledger, outcomes, line);
        for (int run = 1; run <= runs; run++)
        {
            VerifyReport report = (await ledger.VerifyAsync($"run-{run}", new VerifyOptions { Strict = true }))!;
            report.Status.Should().Be(VerifyStatus.Intact);
            report.RedactedCount.Should().Be(0, "an event and its personal values are stored together or not at all");
            RunUsage usage = await meter.GetRunUsageAsync("acme", $"run-{run}");
            (usage.HeldCostUnits, usage.HeldToolCalls).Should().Be((0, 0), "no hold outlives its holder for ever");
        }

        output.WriteLine($"{told.Count} lines told, {carriedOut.Count} effects before the check, {inDoubt} calls in doubt");
    }

    private static async Task CheckToldAsync(ILedger ledger, Dictionary<string, string> outcomes, string line)
    {
        switch (line.Split(' '))
        {
            case ["receipt", var run, var seq, var hash]:
                await foreach (StoredEvent row in ledger.ReadAsync(run, long.Parse(seq, CultureInfo.InvariantCulture)))
                {
                    row.Hash.Should().Be(hash, "a receipt is for ever");
                    return;
                }

                throw new InvalidOperationException($"the event of {line} is gone");
            case ["outcome", var run, var key, nameof(ActionStatus.Completed)]:
                outcomes[$"{run} {key}"].Should().Be(nameof(ActionStatus.Completed), "an outcome that was handed out is for ever");
                break;
        }
    }

    /// <summary>Returns the calls whose completion is in a chain.</summary>
    private static async Task<HashSet<string>> CompletedAsync(ILedger ledger, int runs)
    {
        HashSet<string> completed = [];
        for (int run = 1; run <= runs; run++)
        {
            await foreach (StoredEvent row in ledger.ReadAsync($"run-{run}"))
            {
                if (row.Type != "action.completed")
                    continue;
                using System.Text.Json.JsonDocument data = System.Text.Json.JsonDocument.Parse(row.RevealData());
                completed.Add(data.RootElement.GetProperty("result").GetString()!);
            }
        }

        return completed;
    }
}
