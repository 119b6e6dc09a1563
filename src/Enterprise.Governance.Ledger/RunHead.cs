namespace Enterprise.Governance.Ledger;

/// <summary>The last event of a run. Immutable.</summary>
/// <param name="Seq">Its position, from 1.</param>
/// <param name="Hash">Its hash, lower-case hexadecimal.</param>
/// <param name="KeyGeneration">The generation of the audit key that made the hash.</param>
public sealed record RunHead(long Seq, string Hash, long KeyGeneration);
