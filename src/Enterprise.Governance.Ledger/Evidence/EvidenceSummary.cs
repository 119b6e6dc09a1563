namespace Enterprise.Governance.Ledger;

/// <summary>What was written of a run. Immutable.</summary>
/// <param name="Bytes">The length of the bundle.</param>
/// <param name="Sha256">SHA-256 of the bundle, lower-case hexadecimal.</param>
/// <param name="PolicySets">How many policy sets the events name.</param>
/// <param name="MissingPolicySets">How many of these the database has no document of.</param>
/// <param name="PersonalValues">How many personal values were written to the file of their own.</param>
public sealed record EvidenceSummary(long Bytes, string Sha256, int PolicySets, int MissingPolicySets, long PersonalValues);
