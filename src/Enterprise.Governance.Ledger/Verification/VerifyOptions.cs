namespace Enterprise.Governance.Ledger;

/// <summary>How deep verification looks. Immutable.</summary>
public sealed record VerifyOptions
{
    /// <summary>The defaults: hashes, links, positions, columns and head.</summary>
    public static VerifyOptions Default { get; } = new();

    /// <summary>Gets whether every event is also canonicalised again and compared.</summary>
    /// <value><see langword="false"/> by default.</value>
    public bool Strict { get; init; }
}
