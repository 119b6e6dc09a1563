namespace Enterprise.Governance.Ledger;

/// <summary>An event's place in its run's chain if the host's transaction commits. Immutable.</summary>
/// <remarks>It proves nothing before the commit; when the transaction is rolled back, the event never was and another one takes its seq.</remarks>
/// <param name="RunId">The run.</param>
/// <param name="Seq">The event's position, from 1.</param>
/// <param name="Hash">The event's chained hash, lower-case hexadecimal.</param>
/// <param name="Timestamp">The event's time as it is stored: UTC, six decimals.</param>
public sealed record PendingReceipt(string RunId, long Seq, string Hash, string Timestamp);
