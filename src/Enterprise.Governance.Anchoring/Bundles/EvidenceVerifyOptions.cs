using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Anchoring;

/// <summary>What verification of a bundle trusts, and what else it looks at. Immutable.</summary>
public sealed record EvidenceVerifyOptions
{
    /// <summary>Gets the public keys that are trusted: one of the log at least, and of witnesses whose signatures are to hold too. They come from elsewhere than the bundle.</summary>
    public required IReadOnlyCollection<NoteVerifierKey> Keys { get; init; }

    /// <summary>Gets the audit keys, to recompute the chained hashes too.</summary>
    /// <value><see langword="null"/> by default: the content is proved without them.</value>
    public AuditKeyRing? AuditKeys { get; init; }

    /// <summary>Gets the file with the run's personal values, to be held against the commitments in the events; it stays open.</summary>
    /// <value><see langword="null"/> by default.</value>
    public Stream? Personal { get; init; }

    /// <summary>Gets the longest line that is read: memory does not grow beyond a few of them.</summary>
    /// <value>64 MiB by default.</value>
    public int MaxLineBytes { get; init; } = 64 * 1024 * 1024;
}
