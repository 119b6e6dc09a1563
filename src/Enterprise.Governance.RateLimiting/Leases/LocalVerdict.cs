namespace Enterprise.Governance.RateLimiting;

/// <summary>What memory alone can say about a request.</summary>
internal enum LocalVerdict
{
    /// <summary>Nothing certain; ask the store for the keys that are not reserved.</summary>
    AskStore,

    /// <summary>Admitted with leased permits of every key.</summary>
    Acquired,

    /// <summary>Refused: a key is spent for this weight until its window ends.</summary>
    Spent,
}
