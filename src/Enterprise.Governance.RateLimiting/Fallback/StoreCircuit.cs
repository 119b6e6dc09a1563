namespace Enterprise.Governance.RateLimiting;

/// <summary>
/// Leaves a failing store alone: after a failure nobody asks it until a delay has passed, then one caller tries. The delay doubles with
/// every failed try; a success ends it.
/// </summary>
internal sealed class StoreCircuit(TimeProvider timeProvider, TimeSpan delay, TimeSpan maxDelay)
{
    private readonly Lock _lock = new();

    // Written under _lock; _isOpen is read without it on the common path.
    private volatile bool _isOpen;
    private bool _isTrying;
    private TimeSpan _delay; // the pause that was set last; TimeSpan.Zero while closed
    private long _retryAt;

    /// <summary>Says whether the caller may ask the store. Who may, reports <see cref="Succeeded"/>, <see cref="Failed"/> or <see cref="Abandoned"/>.</summary>
    internal bool TryEnter()
    {
        if (!_isOpen)
            return true;
        lock (_lock)
        {
            if (!_isOpen)
                return true;
            if (_isTrying || timeProvider.GetTimestamp() < _retryAt)
                return false;
            _isTrying = true;
            return true;
        }
    }

    /// <summary>Gets the time until somebody tries the store again; at least a millisecond.</summary>
    internal TimeSpan RetryAfter()
    {
        lock (_lock)
        {
            TimeSpan left = timeProvider.GetElapsedTime(timeProvider.GetTimestamp(), _retryAt);
            return left > TimeSpan.FromMilliseconds(1) ? left : TimeSpan.FromMilliseconds(1);
        }
    }

    /// <summary>Closes the circuit; true if it was open.</summary>
    internal bool Succeeded()
    {
        if (!_isOpen)
            return false;
        lock (_lock)
        {
            // A late answer of a call from before the failure proves as much as a try does.
            bool wasOpen = _isOpen;
            _isOpen = false;
            _isTrying = false;
            _delay = TimeSpan.Zero;
            return wasOpen;
        }
    }

    /// <summary>Opens the circuit, or keeps it open for longer after a failed try; true if it was closed.</summary>
    internal bool Failed()
    {
        lock (_lock)
        {
            // Calls that were under way when the first one failed say nothing new.
            if (_isOpen && !_isTrying)
                return false;
            bool wasOpen = _isOpen;
            _isOpen = true;
            _isTrying = false;
            TimeSpan next = wasOpen ? _delay * 2 : delay;
            _delay = next < maxDelay ? next : maxDelay;
            _retryAt = timeProvider.GetTimestamp() + (long)(_delay.TotalSeconds * timeProvider.TimestampFrequency);
            return !wasOpen;
        }
    }

    /// <summary>Takes back a try whose caller gave up before the store answered: the next caller may try at once.</summary>
    internal void Abandoned()
    {
        lock (_lock)
            _isTrying = false;
    }
}
