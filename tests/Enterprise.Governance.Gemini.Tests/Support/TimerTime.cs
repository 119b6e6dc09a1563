using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace Enterprise.Governance.Gemini.Tests.Support;

/// <summary>Time that stands still and tells of each timer that is set.</summary>
internal sealed class TimerTime() : FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero))
{
    private readonly Channel<TimeSpan> _timers = Channel.CreateUnbounded<TimeSpan>();

    /// <summary>Gets every timer that was set, in order.</summary>
    internal ConcurrentQueue<TimeSpan> Timers { get; } = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Timers.Enqueue(dueTime);
        ITimer timer = base.CreateTimer(callback, state, dueTime, period);
        _timers.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>Waits for the next timer that is not an attempt's timeout, lets its time pass, and returns it.</summary>
    internal async Task<TimeSpan> PassDelayAsync(TimeSpan timeout)
    {
        TimeSpan delay = await DelayAsync(timeout);
        Advance(delay);
        return delay;
    }

    /// <summary>Waits for the next timer that is not an attempt's timeout.</summary>
    internal async Task<TimeSpan> DelayAsync(TimeSpan timeout)
    {
        TimeSpan delay;
        do
            delay = await _timers.Reader.ReadAsync(TestContext.Current.CancellationToken);
        while (delay == timeout);
        return delay;
    }
}
