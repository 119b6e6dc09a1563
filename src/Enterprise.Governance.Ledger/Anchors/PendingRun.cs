namespace Enterprise.Governance.Ledger;

/// <summary>A run whose head the log does not cover yet.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Head">The head as it is stored.</param>
/// <param name="Anchored">Where the log stands with it, or <see langword="null"/> if it has no leaf of it.</param>
public sealed record PendingRun(string RunId, RunHead Head, AnchoredRun? Anchored);
