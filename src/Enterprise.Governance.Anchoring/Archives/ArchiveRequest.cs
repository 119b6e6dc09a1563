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

    /// <summary>Gets how many runs are archived at most; those that are skipped do not count.</summary>
    /// <value>1,000 by default.</value>
    public int Limit { get; init; } = 1_000;

    /// <summary>Gets whether runs leave whose personal values are still stored: these go into a file of their own beside the bundle, where they stay erasable.</summary>
    /// <value><see langword="false"/> by default: such runs are skipped.</value>
    public bool IncludePersonalValues { get; init; }
}
