namespace Enterprise.Governance.Postgres;

/// <summary>
/// Units whose run another process holds wait here, each run in a lane and transaction of its own that waits in the server's queue for the head:
/// so a run that many processes append to is passed from one to the next without delay, and the shared transaction waits for nobody.
/// </summary>
internal sealed class PostgresLanes(PostgresFlush flush)
{
    // Each lane holds a connection while it waits. Those that wait long, as for a host's transaction, take no place of those whose run soon passes on; there are as many of them at most.
    private const int MaxLanes = 4, MaxStuck = 4;

    private static readonly TimeSpan Long = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();

    // Under _lock.
    private readonly Dictionary<string, Lane> _lanes = new(StringComparer.Ordinal);

    // The clock of waiting alone. Nothing that is stored comes from it.
    private static TimeProvider Clock => TimeProvider.System;

    /// <summary>Gives a unit to the lane of its run, if there is one.</summary>
    internal bool TryJoin(PostgresWork work)
    {
        lock (_lock)
        {
            if (!_lanes.TryGetValue(work.RunId, out Lane? lane))
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
            if (_lanes.TryGetValue(work.RunId, out Lane? lane))
            {
                lane.Waiting.Add(work);
                return true;
            }

            int stuck = _lanes.Values.Count(static lane => Clock.GetElapsedTime(lane.AskedAt) > Long);
            if (_lanes.Count - Math.Min(stuck, MaxStuck) >= MaxLanes)
                return false;
            lane = new Lane { Waiting = { work } };
            _lanes.Add(work.RunId, lane);
            lane.Running = Task.Run(() => RunAsync(work.RunId));
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
            Lane lane = _lanes[runId];
            lane.AskedAt = Clock.GetTimestamp();
            List<PostgresWork> waiting = lane.Waiting;
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

    /// <summary>Units that no transaction has taken yet, and what works them off.</summary>
    private sealed class Lane
    {
        internal List<PostgresWork> Waiting { get; } = [];

        internal Task Running { get; set; } = Task.CompletedTask;

        /// <summary>Gets or sets when it last began to wait for its run, or got it.</summary>
        internal long AskedAt { get; set; } = Clock.GetTimestamp();
    }
}
