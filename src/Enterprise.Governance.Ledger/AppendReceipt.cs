namespace Enterprise.Governance.Ledger;

/// <summary>Proof that an event is durable in its run's chain. Immutable.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Seq">The event's position, from 1.</param>
/// <param name="Hash">The event's chained hash, lower-case hexadecimal.</param>
/// <param name="Timestamp">The event's time as it is stored: UTC, six decimals, for example <c>2026-11-22T19:00:00.123456Z</c>.</param>
public sealed record AppendReceipt(string RunId, long Seq, string Hash, string Timestamp);
