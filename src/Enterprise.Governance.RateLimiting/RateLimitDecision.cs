using System.Collections.Immutable;

namespace Enterprise.Governance.RateLimiting;

/// <summary>Whether a request may go ahead, and the limits that applied. Immutable.</summary>
public sealed class RateLimitDecision
{
    internal RateLimitDecision(bool isAcquired, RateLimitOrigin origin, int permits, ImmutableArray<RateLimitKeyState> keys, TimeSpan? retryAfter = null)
    {
        IsAcquired = isAcquired;
        Origin = origin;
        Permits = permits;
        Keys = keys;
        RetryAfter = retryAfter;
    }

    /// <summary>Gets whether the request may go ahead.</summary>
    public bool IsAcquired { get; }

    /// <summary>Gets who decided.</summary>
    public RateLimitOrigin Origin { get; }

    /// <summary>Gets the permits that the request asked for.</summary>
    public int Permits { get; }

    /// <summary>Gets the limits that applied, in the order tenant, org, user; keys without a limit are not here.</summary>
    public ImmutableArray<RateLimitKeyState> Keys { get; }

    /// <summary>
    /// Gets the time after which the same request may succeed; <see langword="null"/> if it was admitted, if it asks for more than a limit
    /// ever allows, so that waiting does not help, or if nothing is known (<see cref="RateLimitOrigin.NotLeased"/>).
    /// </summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>Gets the first limit that refused; <see langword="null"/> if none did.</summary>
    public RateLimitKeyState? RefusedKey
    {
        get
        {
            foreach (RateLimitKeyState key in Keys)
            {
                if (key.IsRefused)
                    return key;
            }

            return null;
        }
    }

    /// <summary>Makes the decision that the key states say.</summary>
    internal static RateLimitDecision FromKeys(RateLimitOrigin origin, int permits, ImmutableArray<RateLimitKeyState> keys)
    {
        bool isAcquired = true;
        bool mayEverSucceed = true;
        TimeSpan? retryAfter = null;
        foreach (RateLimitKeyState key in keys)
        {
            if (!key.IsRefused)
                continue;
            isAcquired = false;
            mayEverSucceed &= key.Limit >= Math.Max(permits, 1);
            if (key.ResetAfter is { } reset && !(retryAfter >= reset))
                retryAfter = reset;
        }

        return new RateLimitDecision(isAcquired, origin, permits, keys, mayEverSucceed ? retryAfter : null);
    }
}
