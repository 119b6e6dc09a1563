namespace Enterprise.Governance.Ledger;

/// <summary>Events for one run, among those that a host's transaction appends at once. Immutable.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Events">At least one event, in order.</param>
/// <param name="Options">Conditions: idempotency key, expected seq.</param>
public sealed record RunAppend(string RunId, IReadOnlyList<LedgerEvent> Events, AppendOptions? Options = null);
