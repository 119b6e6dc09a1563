namespace Enterprise.Governance.Ledger;

/// <summary>The place of a personal value that is no longer stored: the chain holds its commitment alone. Immutable.</summary>
/// <param name="Seq">The event's position.</param>
/// <param name="Path">The place in the event: an RFC 6901 pointer from its data, such as <c>/args</c>.</param>
public sealed record RedactedValue(long Seq, string Path);
