namespace Enterprise.Governance.Ledger;

/// <summary>Rows ready to be stored, and the head after them. Immutable.</summary>
/// <param name="Rows">The rows in order.</param>
/// <param name="Head">The run's head once they are stored.</param>
public sealed record SealedEvents(IReadOnlyList<StoredEvent> Rows, RunHead Head);
