namespace Enterprise.Governance.Postgres;

/// <summary>
/// Units whose run another process holds wait here, each run in a lane and transaction of its own that waits in the server's queue for the head:
/// so a run that many processes append to is passed from one to the next without delay, and the shared transaction waits for nobody.
/// </summary>
internal sealed class PostgresLanes(PostgresFlush flush)
{
    // Each lane holds a connection while it waits.
    private const int MaxLanes = 4;

    private readonly Lock _lock = new();

    // The units of each lane that no transaction has taken yet, and the lane's task. Under _lock.
    private readonly Dictionary<string, (List<PostgresWork> Waiting, Task Running)> _lanes = new(StringComparer.Ordinal);

    /// <summary>Gives a unit to the lane of its run, if there is one.</summary>
    internal bool TryJoin(PostgresWork work)
    {
        lock (_lock)
        {
            if (!_lanes.TryGetValue(work.RunId, out (List<PostgresWork> Waiting, Task Running) lane))
                return false;
            lane.Waiting.Add(work);
            return true;
        }
    }

    /// <summary>Gives a unit to the lane of its run, and opens one if not too many are open.</summary>
    internal bool TryWait(PostgresWork work)
    {
        lock (_lock)
        {
            if (_lanes.TryGetValue(work.RunId, out (List<PostgresWork> Waiting, Task Running) lane))
                lane.Waiting.Add(work);
            else if (_lanes.Count < MaxLanes)
                _lanes.Add(work.RunId, ([work], Task.Run(() => RunAsync(work.RunId))));
            else
                return false;
            return true;
        }
    }

    /// <summary>Waits until every lane has ended.</summary>
    internal async Task EndAsync()
    {
        while (true)
        {
            Task[] running;
            lock (_lock)
                running = [.. _lanes.Values.Select(static lane => lane.Running)];
            if (running.Length == 0)
                return;
            await Task.WhenAll(running).ConfigureAwait(false);
        }
    }

    private async Task RunAsync(string runId)
    {
        while (Take(runId, endsLane: true) is { } batch)
        {
            if (batch.Count == 0)
                continue;
            foreach (PostgresWork held in await flush.RunAsync(batch, () => Take(runId, endsLane: false) ?? []).ConfigureAwait(false))
            {
                held.PutBack();
                TryJoin(held);
            }
        }
    }

    /// <summary>Takes the lane's units. With none, an asking lane ends, under the lock under which units join.</summary>
    private List<PostgresWork>? Take(string runId, bool endsLane)
    {
        lock (_lock)
        {
            List<PostgresWork> waiting = _lanes[runId].Waiting;
            if (waiting.Count == 0)
            {
                if (endsLane)
                    _lanes.Remove(runId);
                return null;
            }

            List<PostgresWork> taken = [.. waiting.Where(static work => work.TryTake())];
            waiting.Clear();
            return taken;
        }
    }
}
