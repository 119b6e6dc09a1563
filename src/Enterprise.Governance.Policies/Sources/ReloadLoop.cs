namespace Enterprise.Governance.Policies.Sources;

/// <summary>
/// Decides when to look at the sources: every poll interval, and shortly after the last of a burst of hints. Looks are never concurrent;
/// those that are asked for meanwhile become one.
/// </summary>
internal sealed class ReloadLoop : IAsyncDisposable
{
    private readonly Func<CancellationToken, Task> _reload;
    private readonly TimeSpan _debounce;
    private readonly CancellationTokenSource _stop = new();

    // Released by the timers, at most to 1; waited for by the loop alone.
    private readonly SemaphoreSlim _wanted = new(0, 1);
    private readonly ITimer _poll;
    private readonly ITimer _quiet;
    private readonly List<IDisposable> _watches = [];
    private readonly Task _loop;

    internal ReloadLoop(IEnumerable<IPolicySource> sources, Func<CancellationToken, Task> reload, TimeSpan pollInterval, TimeSpan debounce, TimeProvider timeProvider)
    {
        _reload = reload;
        _debounce = debounce;
        _poll = timeProvider.CreateTimer(static state => ((ReloadLoop)state!).Want(), this, pollInterval, pollInterval);
        _quiet = timeProvider.CreateTimer(static state => ((ReloadLoop)state!).Want(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        foreach (IPolicySource source in sources)
        {
            if (source.Watch(Hint) is { } watch)
                _watches.Add(watch);
        }

        _loop = RunAsync();
    }

    public async ValueTask DisposeAsync()
    {
        // Awaited first: a callback that runs may still want a look, and _wanted is disposed below.
        await _poll.DisposeAsync().ConfigureAwait(false);
        await _quiet.DisposeAsync().ConfigureAwait(false);
        Stop();
        await _loop.ConfigureAwait(false);
        _stop.Dispose();
        _wanted.Dispose();
    }

    /// <summary>Ends looking and cancels a reload that runs, without waiting for it.</summary>
    internal void Stop()
    {
        foreach (IDisposable watch in _watches)
            watch.Dispose();
        _poll.Dispose();
        _quiet.Dispose();
        _stop.Cancel();
    }

    private void Hint() => _quiet.Change(_debounce, Timeout.InfiniteTimeSpan);

    private void Want()
    {
        lock (_wanted)
        {
            if (_wanted.CurrentCount == 0)
                _wanted.Release();
        }
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                await _wanted.WaitAsync(_stop.Token).ConfigureAwait(false);
                await _reload(_stop.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Disposed.
        }
    }
}
