namespace Enterprise.Governance.Ledger;

/// <summary>What came of verifying the new part of a run.</summary>
/// <param name="Leaf">The next leaf of the run, or <see langword="null"/> if something is wrong.</param>
/// <param name="ContentRange">The compact range that belongs to it, for <see cref="AnchoredRun.ContentRange"/>.</param>
/// <param name="Events">How many events were verified.</param>
/// <param name="Refused">What is wrong, or <see langword="null"/>.</param>
public sealed record AnchorStep(AnchorLeaf? Leaf, ReadOnlyMemory<byte> ContentRange, long Events, VerifyReport? Refused);
