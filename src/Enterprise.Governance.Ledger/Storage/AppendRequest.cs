namespace Enterprise.Governance.Ledger;

/// <summary>Events to append to one run, and the conditions. Immutable.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Events">The prepared events, in order; at least one.</param>
/// <param name="IdempotencyKey">The key under which a repeat returns the first receipts, or <see langword="null"/>.</param>
/// <param name="Digest">SHA-256 over types and canonical data of the events, lower-case hexadecimal; compared when the key repeats.</param>
/// <param name="ExpectedSeq">The seq that the head must have, 0 for a new run, or <see langword="null"/>.</param>
public sealed record AppendRequest(string RunId, IReadOnlyList<PreparedEvent> Events, string? IdempotencyKey, string? Digest, long? ExpectedSeq);
