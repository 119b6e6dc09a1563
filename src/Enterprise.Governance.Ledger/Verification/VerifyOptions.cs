namespace Enterprise.Governance.Ledger;

/// <summary>How deep verification looks. Immutable.</summary>
public sealed record VerifyOptions
{
    /// <summary>The defaults: hashes, links, positions, columns and head.</summary>
    public static VerifyOptions Default { get; } = new();

    /// <summary>Gets whether every event is also canonicalised again and compared.</summary>
    /// <value><see langword="false"/> by default.</value>
    public bool Strict { get; init; }

    /// <summary>Gets the head of the log that a checkpoint states which somebody kept outside of the database, its signature verified: with it a log that was cut, rewritten or set back is found.</summary>
    /// <value><see langword="null"/> by default: the log is taken as it is stored.</value>
    public LogHead? Retained { get; init; }

    /// <summary>Gets what is told what was found about the log of anchors as a whole, once, before the first report, where the database has one. Only <see cref="ILedger.VerifyAllAsync"/> calls it.</summary>
    /// <value><see langword="null"/> by default. <see cref="ILedger.VerifyLogAsync"/> looks at the log alone, at a moment of its own.</value>
    public Action<LogReport>? LogVerified { get; init; }

    /// <summary>Gets how many runs <see cref="ILedger.VerifyAllAsync"/> verifies at the same time. The store may give fewer: each takes a snapshot of its own, all of one moment.</summary>
    /// <value>0 by default: one for each processor.</value>
    public int MaxDegreeOfParallelism { get; init; }

    /// <summary>Gets the run after which <see cref="ILedger.VerifyAllAsync"/> begins: the last report of a verification that was interrupted. What comes is verified as of now.</summary>
    /// <value><see langword="null"/> by default: with the first run.</value>
    public string? AfterRun { get; init; }

    /// <summary>Gets what <see cref="ILedger.VerifyAllAsync"/> tells how far it has come: after every run, and within long ones. Called from several threads.</summary>
    /// <value><see langword="null"/> by default.</value>
    public IProgress<VerifyProgress>? Progress { get; init; }

    /// <summary>One view says which runs there are, and verifies them if it is alone.</summary>
    internal int CountViews()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(MaxDegreeOfParallelism);
        int workers = MaxDegreeOfParallelism == 0 ? Environment.ProcessorCount : MaxDegreeOfParallelism;
        return workers == 1 ? 1 : workers + 1;
    }
}
