namespace Enterprise.Governance.Ledger;

/// <summary>Whose turn it is to verify, and how the verification stands. Immutable.</summary>
/// <param name="IsHeld">Whether the lease is the asker's.</param>
/// <param name="State">What was saved last, or <see langword="null"/>.</param>
public sealed record LedgerVerificationTurn(bool IsHeld, string? State);
