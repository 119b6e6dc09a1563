using System.Collections.Immutable;

namespace Enterprise.Governance;

/// <summary>A run as the table of runs has it. Immutable.</summary>
public sealed record RunRecord
{
    /// <summary>Gets the run's id.</summary>
    public required string RunId { get; init; }

    /// <summary>Gets for whom it runs.</summary>
    public required GovernanceScope Scope { get; init; }

    /// <summary>Gets where it stands.</summary>
    public required RunState State { get; init; }

    /// <summary>Gets the title, or <see langword="null"/>.</summary>
    public string? Title { get; init; }

    /// <summary>Gets the labels.</summary>
    public ImmutableArray<string> Tags { get; init; } = [];

    /// <summary>Gets when it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Gets when its state last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Gets the 32 random bytes under which arguments are bound; empty once erased.</summary>
    public required ReadOnlyMemory<byte> Salt { get; init; }
}
