namespace Enterprise.Governance.Anchoring;

/// <summary>What came of one run. Immutable.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Outcome">Whether it was archived.</param>
/// <param name="Events">How many events the bundle has; 0 for a run that was skipped before it was read.</param>
/// <param name="Bytes">The length of the bundle.</param>
/// <param name="PersonalValues">How many personal values are still stored.</param>
public sealed record ArchiveResult(string RunId, ArchiveOutcome Outcome, long Events = 0, long Bytes = 0, long PersonalValues = 0)
{
    /// <summary>Gets the file with the bundle, or <see langword="null"/> if none was written.</summary>
    public string? File { get; init; }

    /// <summary>Gets the file with the personal values, or <see langword="null"/> if there are none.</summary>
    public string? PersonalFile { get; init; }

    /// <summary>Gets SHA-256 of the bundle, lower-case hexadecimal, which the tombstone has; <see langword="null"/> for a run that was skipped.</summary>
    public string? BundleSha256 { get; init; }

    /// <summary>Gets why the run was skipped: a code of <see cref="Ledger.EvidenceException"/>, or <c>run_too_young</c>, <c>run_open</c>, <c>run_moved</c>, <c>personal_values_stored</c>; <see langword="null"/> if it was not.</summary>
    public string? Code { get; init; }

    /// <summary>Gets the same for people.</summary>
    public string? Reason { get; init; }
}
