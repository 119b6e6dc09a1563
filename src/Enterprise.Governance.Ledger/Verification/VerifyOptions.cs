namespace Enterprise.Governance.Ledger;

/// <summary>How deep verification looks. Immutable.</summary>
public sealed record VerifyOptions
{
    /// <summary>The defaults: hashes, links, positions, columns and head.</summary>
    public static VerifyOptions Default { get; } = new();

    /// <summary>Gets whether every event is also canonicalised again and compared.</summary>
    /// <value><see langword="false"/> by default.</value>
    public bool Strict { get; init; }

    /// <summary>Gets the head of the log that a checkpoint states which somebody kept outside of the database, its signature verified: with it a log that was cut, rewritten or set back is found.</summary>
    /// <value><see langword="null"/> by default: the log is taken as it is stored.</value>
    public LogHead? Retained { get; init; }

    /// <summary>Gets what is told what was found about the log of anchors as a whole, once, before the first report, where the database has one. Only <see cref="ILedger.VerifyAllAsync"/> calls it.</summary>
    /// <value><see langword="null"/> by default. <see cref="ILedger.VerifyLogAsync"/> looks at the log alone, at a moment of its own.</value>
    public Action<LogReport>? LogVerified { get; init; }
}
