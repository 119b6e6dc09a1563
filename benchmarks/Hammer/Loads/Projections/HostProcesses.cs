using Hammer.Running;

namespace Hammer.Loads.Projections;

/// <summary>The worker processes, and their replacements. No name comes twice, since it is in the ids of runs.</summary>
internal sealed class HostProcesses(HammerServer server, HammerOptions options, string mode)
{
    private const string Holder =
        "FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE l.locktype = 'advisory' AND l.granted AND a.datname = current_database() AND a.application_name LIKE 'refresher %'";

    private readonly List<WorkerProcess> _all = [], _killed = [];
    private readonly Dictionary<string, WorkerProcess> _running = [];
    private string _phase = Phases.WarmUp;
    private int _failed;

    internal IReadOnlyList<WorkerProcess> All => _all;

    internal int Killed => _killed.Count;

    internal int KilledRefreshing { get; private set; }

    internal async Task StartAsync() => await WorkerProcess.StartTogetherAsync(options.Processes, _ => StartOne());

    internal async Task EnterAsync(string phase)
    {
        _phase = phase;
        await Task.WhenAll(_running.Values.Select(worker => worker.SayAsync(phase)));
    }

    /// <summary>Kills the process that refreshes at this moment, or any, and starts another. Every second time its sessions are cut as well, as when the whole machine is lost: a refresh breaks off.</summary>
    internal async Task ReplaceOneAsync(Random random)
    {
        string? holder = (await server.ScalarAsync<string>($"SELECT split_part(a.application_name, ' ', 2) {Holder} LIMIT 1")) is { } found && _running.ContainsKey(found) ? found : null;
        string name = holder ?? _running.Keys.ElementAt(random.Next(_running.Count));
        _running.Remove(name, out WorkerProcess? victim);
        _failed += victim!.HasExited ? 1 : 0;
        victim.Kill();
        if (random.Next(2) == 0)
            await server.ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE '% {name}'");
        await victim.WaitAsync();
        _killed.Add(victim);
        KilledRefreshing += holder is null ? 0 : 1;
        WorkerProcess next = StartOne();
        await next.GoAsync();
        await next.SayAsync(_phase);
    }

    /// <summary>Stops those that live. Returns how many ended by themselves.</summary>
    internal async Task<int> StopAsync()
    {
        await EnterAsync("stop");
        foreach (WorkerProcess worker in _running.Values)
            _failed += await worker.WaitAsync() == 0 ? 0 : 1;
        return _failed;
    }

    private WorkerProcess StartOne()
    {
        string name = $"{mode}-w{_all.Count}";
        WorkerProcess worker = WorkerProcess.Start("projections", server.ConnectionString, name, options.Callers, options.Count, options.Seed + _all.Count);
        _all.Add(worker);
        _running.Add(name, worker);
        return worker;
    }
}
