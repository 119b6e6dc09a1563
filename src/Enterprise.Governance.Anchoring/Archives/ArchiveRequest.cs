namespace Enterprise.Governance.Anchoring;

/// <summary>Which runs leave, and where to. Immutable.</summary>
public sealed record ArchiveRequest
{
    /// <summary>Gets the time before which the last event of a run must have been appended, by its own timestamp.</summary>
    public required DateTimeOffset Before { get; init; }

    /// <summary>Gets where the bundles go; the directory is created.</summary>
    /// <value><see langword="null"/> by default: nothing is written or deleted, and the results say what would be.</value>
    public string? Directory { get; init; }

    /// <summary>Gets the one run to archive.</summary>
    /// <value><see langword="null"/> by default: every run that may be.</value>
    public string? RunId { get; init; }

    /// <summary>Gets the run behind which to begin, in ordinal order of ids: where a call before has stopped.</summary>
    /// <value><see langword="null"/> by default: from the first one on.</value>
    public string? AfterRun { get; init; }

    /// <summary>Gets how many runs are read at most: those that are archived, and those that then turn out not to verify. Whatever single rows of the store say against a run costs little, and does not count.</summary>
    /// <value>At least 1; 1,000 by default.</value>
    public int Limit { get; init; } = 1_000;

    /// <summary>Gets whether runs leave whose personal values are still stored: these go into a file of their own beside the bundle, where they stay erasable.</summary>
    /// <value><see langword="false"/> by default: such runs are skipped.</value>
    public bool IncludePersonalValues { get; init; }

    /// <exception cref="ArgumentException">A value cannot be used.</exception>
    internal void Require()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Limit, 1);
        if (Directory is not null)
            ArgumentException.ThrowIfNullOrEmpty(Directory);
        if (RunId is not null)
            GovernanceIdentifier.Require(RunId);
        if (RunId is not null && AfterRun is not null)
            throw new ArgumentException("`AfterRun` goes with all runs, not with `RunId`");
    }
}
