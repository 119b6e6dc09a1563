namespace Enterprise.Governance.Ledger;

/// <summary>How often all chains are verified again, and at which pace.</summary>
public sealed class LedgerVerificationOptions
{
    /// <summary>Gets or sets how long after the beginning of one verification the next one begins.</summary>
    /// <value>One second to 365 days; one day by default.</value>
    public TimeSpan Interval { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Gets or sets how many runs a second are verified at most; 0 for as many as there are.</summary>
    /// <value>0 by default.</value>
    public int MaxRunsPerSecond { get; set; }

    /// <summary>Gets or sets how many events a second are verified at most, on the average: a run is not interrupted; 0 for as many as there are.</summary>
    /// <value>0 by default.</value>
    public int MaxEventsPerSecond { get; set; }

    /// <summary>Gets or sets how many runs are verified at the same time.</summary>
    /// <value>1 by default.</value>
    public int MaxDegreeOfParallelism { get; set; } = 1;

    /// <summary>Gets or sets whether every event is also canonicalised again and compared.</summary>
    /// <value><see langword="false"/> by default.</value>
    public bool Strict { get; set; }

    /// <summary>Gets or sets what gives the head of the log that a checkpoint states which is kept outside of the database, its signature verified; asked once a verification.</summary>
    /// <value><see langword="null"/> by default: the log is taken as it is stored.</value>
    public Func<CancellationToken, ValueTask<LogHead?>>? GetRetainedAsync { get; set; }

    /// <summary>Gets or sets what gives the ids of runs that are verified before all others go on, such as those that have grown since an observer was last told of them. Give no more than fit into <see cref="FirstInterval"/>.</summary>
    /// <value><see langword="null"/> by default: every run has its turn.</value>
    public Func<CancellationToken, ValueTask<IReadOnlyList<string>>>? GetFirstAsync { get; set; }

    /// <summary>Gets or sets how often <see cref="GetFirstAsync"/> is asked.</summary>
    /// <value>One second to one day; half a minute by default.</value>
    public TimeSpan FirstInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets how long another process waits before it takes the work of one that has died.</summary>
    /// <value>One second to one hour; half a minute by default.</value>
    public TimeSpan LeaseLifetime { get; set; } = TimeSpan.FromSeconds(30);
}
