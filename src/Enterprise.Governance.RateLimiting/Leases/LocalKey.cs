namespace Enterprise.Governance.RateLimiting;

/// <summary>What this process knows about a counter in its current window. Guarded by the lock of <see cref="LocalWindows"/>.</summary>
internal sealed class LocalKey
{
    internal required long Limit { get; init; }

    /// <summary>The start of the window by the store's clock, Unix seconds.</summary>
    internal required long WindowStart { get; init; }

    /// <summary>The timestamp of our clock at which the window is over for us: never later than it is over in the store.</summary>
    internal required long Deadline { get; init; }

    /// <summary>INVARIANT: the store has no more than this left; counts of a fixed window never fall, so it only shrinks.</summary>
    internal long StoreLeft { get; set; }

    /// <summary>Permits counted in the store and not used yet.</summary>
    internal long Leased { get; set; }
}
