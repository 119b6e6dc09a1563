namespace Enterprise.Governance.Postgres;

/// <summary>Tells the refresher of this process that there is something to do. A hint: what it misses, the next look finds. Thread-safe.</summary>
internal sealed class PostgresRefreshSignal
{
    private readonly Lock _lock = new();

    // Both under _lock. Completed: somebody asked since the last wait.
    private TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _events;

    /// <summary>Gets or sets after how many events of this process a refresh is asked for; 0 while there is no refresher.</summary>
    internal int Every { get; set; }

    internal void Request()
    {
        lock (_lock)
            _asked.TrySetResult();
    }

    /// <summary>Counts events that were committed.</summary>
    internal void Appended(int count)
    {
        if (Every == 0 || count == 0)
            return;
        lock (_lock)
        {
            _events += count;
            if (_events < Every)
                return;
            _events = 0;
            _asked.TrySetResult();
        }
    }

    /// <summary>Waits until somebody asks or the time is over; says which.</summary>
    internal async Task<bool> WaitAsync(TimeSpan delay, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        Task asked;
        lock (_lock)
            asked = _asked.Task;
        try
        {
            await asked.WaitAsync(delay, timeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return false;
        }

        lock (_lock)
            _asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return true;
    }
}
