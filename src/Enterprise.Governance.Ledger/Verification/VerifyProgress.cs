namespace Enterprise.Governance.Ledger;

/// <summary>How far a verification of all runs has come. Immutable.</summary>
/// <param name="Runs">How many runs have been verified.</param>
/// <param name="Events">How many events have been looked at, those of runs that are being verified included.</param>
public sealed record VerifyProgress(long Runs, long Events);
