using System.Text;

namespace Enterprise.Governance.TestSupport;

// Breaks one exchange at a chosen moment.
internal sealed partial class PostgresProxy
{
    // The last message of every answer: ReadyForQuery, with one byte that tells the state of the transaction.
    private static readonly byte[] Ready = [(byte)'Z', 0, 0, 0, 5];

    // The text of the exchange to break, and on which side of the server. Under _lock.
    private string? _text;
    private bool _afterwards;
    private bool _isLast;

    /// <summary>Breaks the connection on which the client next says something: before the server gets it, or when the server has done it and answers.</summary>
    /// <param name="text">What the client says.</param>
    /// <param name="afterwards">Whether the server has done it.</param>
    /// <param name="isLast">Whether all others break too, and no new ones are made until <see cref="Start"/>.</param>
    internal void BreakAt(string text, bool afterwards, bool isLast = false)
    {
        lock (_lock)
            (_text, _afterwards, _isLast) = (text, afterwards, isLast);
    }

    /// <summary>Gets whether the exchange that was named is still to come.</summary>
    internal bool IsBreakPending
    {
        get
        {
            lock (_lock)
                return _text is not null;
        }
    }

    private bool IsBrokenBefore(Link link, ReadOnlyMemory<byte> sent)
    {
        lock (_lock)
        {
            if (_text is null || sent.Span.IndexOf(Encoding.ASCII.GetBytes(_text)) < 0)
                return false;
            _text = null;
            link.IsLast = _isLast;
            link.IsMute = _afterwards;
            if (!_afterwards && _isLast)
                Stop();
            return !_afterwards;
        }
    }

    /// <summary>Keeps the server's answer to itself, and says when it is complete.</summary>
    private bool IsBrokenAfter(Link link, ReadOnlyMemory<byte> answered)
    {
        if (!link.IsMute || answered.Span.LastIndexOf(Ready) < 0)
            return false;
        if (link.IsLast)
            Stop();
        return true;
    }

    /// <summary>A client's connection and its server's.</summary>
    private sealed class Link
    {
        // Written before the server is sent what it will answer to.
        internal volatile bool IsMute;

        // Written before IsMute.
        internal bool IsLast;
    }
}
