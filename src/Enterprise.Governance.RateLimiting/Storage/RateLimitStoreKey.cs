namespace Enterprise.Governance.RateLimiting;

/// <summary>A counter that a request must pass.</summary>
/// <param name="Kind">Whose requests it counts.</param>
/// <param name="Id">The identifier of the tenant, org or user.</param>
/// <param name="Limit">The most permits of a window; 0 refuses everything.</param>
/// <param name="LeaseSize">The most permits to take at once, those of the request included; 0 for no more than those.</param>
public readonly record struct RateLimitStoreKey(RateLimitKind Kind, string Id, long Limit, int LeaseSize = 0)
{
    // A lease takes at most a quarter of what is left, so that blocks shrink to single permits near the limit and other processes get theirs.
    private const int LeaseShare = 4;

    /// <summary>Says how many permits a request takes of this counter: every store decides by this.</summary>
    /// <param name="count">The permits counted in the window so far.</param>
    /// <param name="permits">The permits that the request needs; 0 asks whether one is left and takes none.</param>
    /// <returns>
    /// -1 if the counter refuses; else <c>max(permits, min(LeaseSize, left / 4))</c>, where left is <c>Limit − count</c>, and 0 for 0 permits.
    /// </returns>
    public long Take(long count, int permits)
    {
        long left = Limit - count;
        if (left < Math.Max(permits, 1))
            return -1;
        return permits == 0 ? 0 : Math.Max(permits, Math.Min(LeaseSize, left / LeaseShare));
    }
}
