namespace Enterprise.Governance.Ledger;

/// <summary>Where the log stands with a run: what is needed to go on from its last leaf. Immutable.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Seq">The last event that is covered.</param>
/// <param name="Hash">Its chained hash, lower-case hexadecimal.</param>
/// <param name="ContentRange">The compact range over the canonical texts of events 1 to <paramref name="Seq"/>, as <see cref="CompactRange.ToArray"/> gives it.</param>
/// <param name="LeafIndex">The position of the last leaf.</param>
/// <param name="IsArchived">Whether that leaf is a tombstone: the events have left the database.</param>
public sealed record AnchoredRun(string RunId, long Seq, string Hash, ReadOnlyMemory<byte> ContentRange, long LeafIndex, bool IsArchived = false);
