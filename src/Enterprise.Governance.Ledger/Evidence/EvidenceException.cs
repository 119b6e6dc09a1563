namespace Enterprise.Governance.Ledger;

/// <summary>There is no evidence bundle of a run now.</summary>
public sealed class EvidenceException : GovernanceException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="code"><c>run_unknown</c>, <c>run_not_anchored</c>, <c>run_archived</c>, <c>run_tampered</c>, <c>audit_key_unknown</c>, <c>checkpoint_not_signed</c> or <c>bundle_too_large</c>.</param>
    /// <param name="message">A message for people.</param>
    /// <param name="report">What verification has found, for <c>run_tampered</c> and <c>audit_key_unknown</c>; for <c>run_archived</c> with the SHA-256 of the bundle.</param>
    public EvidenceException(string code, string message, VerifyReport? report = null)
        : base(code, message) => Report = report;

    /// <summary>Gets what verification has found, or <see langword="null"/> if the run was not verified.</summary>
    public VerifyReport? Report { get; }
}
