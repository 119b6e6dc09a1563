namespace Enterprise.Governance.Projections;

/// <summary>How a projection stands; enough for a health check. Immutable.</summary>
/// <param name="Name">The projection.</param>
/// <param name="AsOf">The moment whose state it shows.</param>
/// <param name="IsAlwaysFresh">Whether it is a plain view that needs no refresh.</param>
public sealed record ProjectionStatus(string Name, DateTimeOffset AsOf, bool IsAlwaysFresh)
{
    /// <summary>Gets how it is kept.</summary>
    public ProjectionMode Mode { get; init; }

    /// <summary>Gets when a refresh last succeeded, or found nothing to do; <see langword="null"/> if none has yet.</summary>
    public DateTimeOffset? LastSuccess { get; init; }

    /// <summary>Gets how long the last refresh that had work took.</summary>
    public TimeSpan? LastDuration { get; init; }

    /// <summary>Gets when the last refresh failed; <see langword="null"/> as soon as one succeeds.</summary>
    public DateTimeOffset? LastFailure { get; init; }

    /// <summary>Gets the code of that failure, of the kind of <see cref="GovernanceException.Code"/>.</summary>
    public string? LastFailureCode { get; init; }

    /// <summary>Gets whether somebody, in whatever process, refreshes it at this moment.</summary>
    public bool IsRunning { get; init; }

    /// <summary>Gets whether changes wait for a refresh, as far as the store is told of them.</summary>
    public bool IsDirty { get; init; }
}
