namespace Enterprise.Governance.Gemini;

/// <summary>A token that ends with the caller's or when the time is over; the time can be given anew.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly CancellationTokenSource _timeout;
    private readonly CancellationTokenSource _linked;
    private readonly TimeSpan _time;

    internal Deadline(TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        _time = timeout;
        _timeout = new CancellationTokenSource(timeout, time);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _timeout.Token);
    }

    internal CancellationToken Token => _linked.Token;

    internal void Restart() => _timeout.CancelAfter(_time);

    public void Dispose()
    {
        _linked.Dispose();
        _timeout.Dispose();
    }
}
