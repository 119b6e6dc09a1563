using System.Globalization;
using Enterprise.Governance;
using Enterprise.Governance.Projections;
using Hammer.Running;

namespace Hammer.Loads.Projections;

/// <summary>Processes that write, read and ask for refreshes all at once, in turns with and without refreshes; then a host's transaction that stays open, and kills.</summary>
internal sealed class RefreshTrial(HammerServer server, HammerOptions options, Report report, RefreshLog log, ProjectionMode mode)
{
    private const int Turns = 5;

    private readonly string _mode = mode == ProjectionMode.Incremental ? "incremental" : "materialized";
    private int _failures;

    internal async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await using RunList list = new(server.ConnectionString, "host", mode, SchemaMode.Apply);
        await list.StartAsync();
        HostProcesses processes = new(server, options, _mode);
        await processes.StartAsync();
        await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        await log.ClearAsync();
        await using LockSampler sampler = new(server);

        // In turns: what else the machine does falls on both sides.
        for (int i = 0; i < Turns; i++)
        {
            await processes.EnterAsync(ProjectionsWorker.Quiet);
            await Task.Delay(options.Duration / Turns, cancellationToken);
            await processes.EnterAsync(ProjectionsWorker.Refreshing);
            await Task.Delay(options.Duration / Turns, cancellationToken);
        }

        long refreshes = await log.CountAsync();
        await processes.EnterAsync(ProjectionsWorker.Open);
        await HoldOpenAsync(list, processes, cancellationToken);
        int failed = await processes.StopAsync();
        await sampler.StopAsync();
        Check("no process failed but those that were killed", failed == 0, $"{failed} failed");
        CheckLocks(processes, sampler);
        await CheckRefreshesAsync(processes, refreshes);
        await CheckRowsAsync(list, processes);
        MeasureLatencies(processes);
        return _failures;
    }

    /// <summary>While the transaction is open, others refresh, and are killed; each time this process must get a refresh that shows what it has just written.</summary>
    private async Task HoldOpenAsync(RunList list, HostProcesses processes, CancellationToken cancellationToken)
    {
        Random random = new(options.Seed);
        await using OpenTransaction open = await OpenTransaction.BeginAsync(list, _mode);
        string run = $"probe-{_mode}";
        await list.CreateAsync(run, 0);
        int probes = 0, stale = 0, early = 0;
        double longest = 0;
        for (long start = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(start) < options.OpenFor; probes++)
        {
            await Task.Delay(random.Next(100, 1000), cancellationToken);
            if (options.Kill)
                await processes.ReplaceOneAsync(random);
            long seq = await list.AppendAsync(run), began = TimeProvider.System.GetTimestamp();
            await list.RefreshAsync();
            longest = Math.Max(longest, TimeProvider.System.GetElapsedTime(began).TotalMilliseconds);
            stale += (await list.FindAsync(run)).Seq < seq ? 1 : 0;
            early += await open.LookAsync() != (false, false) ? 1 : 0;
        }

        await open.CommitAsync();
        await list.RefreshAsync();
        (bool appended, bool changed) = await open.LookAsync();
        string kills = options.Kill ? $", {processes.Killed} kills, {processes.KilledRefreshing} of a process that held the refresh" : "";
        Check("while a transaction is open, each refresh shows what was committed before it", stale == 0, string.Create(CultureInfo.InvariantCulture, $"{probes} refreshes, the longest {longest:0} ms{kills}"));
        Check("and nothing of what is not committed", early == 0);
        Check($"after {options.OpenFor.TotalSeconds} s of an open transaction, the next refresh shows its append and its change", appended && changed);
    }

    private void CheckLocks(HostProcesses processes, LockSampler sampler) => Check(
        "no reader and no writer waits for a refresh", sampler.Others.Count == 0 && Latencies.Of(processes.All, "write", ProjectionsWorker.Refreshing).Length > 0 && Latencies.Of(processes.All, "read", ProjectionsWorker.Refreshing).Length > 0,
        $"{sampler.Samples} looks: {sampler.Others.Count} waits of theirs, {sampler.Refreshers} of refreshers for each other{string.Concat(sampler.Others.Take(1).Select(static other => $"; {other}"))}");

    private async Task CheckRefreshesAsync(HostProcesses processes, long refreshes)
    {
        long overlaps = await log.CountOverlapsAsync(), all = await log.CountAsync();
        Check("one refresh at a time", all > 0 && overlaps == 0, $"{all} refreshes, {overlaps} that began before another ended");
        int asked = Latencies.Of(processes.All, "refresh", ProjectionsWorker.Refreshing).Length;
        Dictionary<string, long> answers = processes.All.SelectMany(static worker => worker.Lines).Select(static line => line.Split(' ')).Where(static line => line[0] == "answered" && line[1] != ProjectionsWorker.Open)
            .GroupBy(static line => line[2]).ToDictionary(static lines => lines.Key, static lines => lines.Sum(static line => long.Parse(line[3], CultureInfo.InvariantCulture)));

        // Callers of one process share a call of the server, calls of several processes share a refresh.
        Check("requests that arrive meanwhile share one more", refreshes < asked && answers.GetValueOrDefault("shared") > 0 && (options.Callers == 1 || answers.Values.Sum() < asked),
            $"{asked} requests of {options.Processes} processes, {answers.Values.Sum()} calls: {string.Join(", ", answers.OrderBy(static outcome => outcome.Key).Select(static outcome => $"{outcome.Value} {outcome.Key}"))}");
        report.Measure($"refreshes, {_mode}, against requests", refreshes, asked, "refreshes");
    }

    /// <summary>Every change that was told of is in the list, and the list is what a fresh computation gives.</summary>
    private async Task CheckRowsAsync(RunList list, HostProcesses processes)
    {
        await list.RefreshAsync();
        long differences = await server.ScalarAsync<long>($"SELECT governance.projection_differences('{RunList.Name}')"), dirty = await server.ScalarAsync<long>($"SELECT count(*) FROM governance.projection_dirty WHERE projection = '{RunList.Name}'");
        Check("the list equals a fresh computation", differences == 0 && dirty == 0, $"{await server.ScalarAsync<long>($"SELECT count(*) FROM governance.{RunList.Name}")} rows, {differences} differ, {dirty} notes left");
        string[][] told = [.. processes.All.SelectMany(static worker => worker.Lines).Select(static line => line.Split(' '))];
        Dictionary<string, long> shown = await ReadAsync();
        string[][] wrote = [.. told.Where(static line => line[0] == "wrote")];
        int missing = wrote.Count(line => shown.GetValueOrDefault(line[1], -1) < long.Parse(line[2], CultureInfo.InvariantCulture)), stale = told.Count(static line => line[0] == "stale");
        Check("every write that was told of is in the list", wrote.Length > 0 && missing == 0, $"{wrote.Length} writes, {missing} missing");
        Check("a refresh shows what its caller had written", stale == 0, $"{stale} did not");
    }

    private async Task<Dictionary<string, long>> ReadAsync()
    {
        await using Npgsql.NpgsqlCommand command = server.DataSource.CreateCommand($"SELECT run_id, last_seq FROM governance.{RunList.Name}");
        await using Npgsql.NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        Dictionary<string, long> rows = [];
        while (await reader.ReadAsync())
            rows.Add(reader.GetString(0), reader.GetInt64(1));
        return rows;
    }

    private void MeasureLatencies(HostProcesses processes)
    {
        foreach (string kind in (string[])["read", "write"])
        {
            double[] with = Latencies.Of(processes.All, kind, ProjectionsWorker.Refreshing), without = Latencies.Of(processes.All, kind, ProjectionsWorker.Quiet);
            foreach ((string at, double share) in ((string, double)[])[("p50", 0.5), ("p99", 0.99), ("max", 1)])
                report.Measure($"{kind} {at}, {_mode}, refreshing against not", Latencies.At(with, share), Latencies.At(without, share), "ms");
        }
    }

    private void Check(string promise, bool holds, string? detail = null) => _failures += report.Check($"{_mode}: {promise}", holds, detail);
}
