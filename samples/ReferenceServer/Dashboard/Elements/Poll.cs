namespace ReferenceServer.Dashboard.Elements;

/// <summary>Does something again and again: at its interval while the page is seen, more rarely while it is hidden or the server fails, and at once when told to.</summary>
internal sealed class Poll : IAsyncDisposable
{
    private static readonly TimeSpan Slowest = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _hurry = new(0, 1);
    private readonly TimeProvider _clock;
    private readonly Attention _attention;
    private readonly Func<TimeSpan> _interval;
    private readonly Func<CancellationToken, Task<bool>> _work;
    private Task _running = Task.CompletedTask;

    /// <param name="clock">The clock.</param>
    /// <param name="attention">Whether the page is seen.</param>
    /// <param name="interval">The interval while all is well.</param>
    /// <param name="work">What is done. It says whether all is well; if not, the next time comes later. It deals with its exceptions itself.</param>
    internal Poll(TimeProvider clock, Attention attention, Func<TimeSpan> interval, Func<CancellationToken, Task<bool>> work)
    {
        (_clock, _attention, _interval, _work) = (clock, attention, interval, work);
        attention.Returned += Hurry;
    }

    internal void Start() => _running = RunAsync();

    internal void Hurry()
    {
        try
        {
            _hurry.Release();
        }
        catch (Exception e) when (e is SemaphoreFullException or ObjectDisposedException)
        {
            // It hurries already, or has ended.
        }
    }

    public async ValueTask DisposeAsync()
    {
        _attention.Returned -= Hurry;
        await _stopping.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _hurry.Dispose();
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        TimeSpan pause = _interval();
        while (true)
        {
            await WaitAsync(pause);
            if (_stopping.IsCancellationRequested)
                return;
            TimeSpan interval = _interval();
            pause = !await _work(_stopping.Token) ? Min(2 * Max(pause, interval)) : _attention.IsHidden ? Min(10 * interval) : interval;
        }
    }

    private async Task WaitAsync(TimeSpan pause)
    {
        using CancellationTokenSource ends = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        await Task.WhenAny(_hurry.WaitAsync(ends.Token), Task.Delay(pause, _clock, ends.Token));
        await ends.CancelAsync();
    }

    private static TimeSpan Min(TimeSpan time) => time < Slowest ? time : Slowest;

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
