using System.Collections.Immutable;

namespace Enterprise.Governance;

/// <summary>What a new run is called and how it begins. Immutable.</summary>
public sealed record RunOptions
{
    /// <summary>Gets the run's id; 1 to 200 characters.</summary>
    /// <value><see langword="null"/> by default: a new UUID version 7.</value>
    public string? RunId { get; init; }

    /// <summary>Gets a title for lists; at most 500 characters. It enters the chain.</summary>
    public string? Title { get; init; }

    /// <summary>Gets labels for lists; each 1 to 200 characters. They enter the chain.</summary>
    public ImmutableArray<string> Tags { get; init; } = [];

    /// <summary>Gets the state in which the run begins: submitted, planning or running.</summary>
    /// <value><see cref="RunState.Running"/> by default.</value>
    public RunState InitialState { get; init; } = RunState.Running;
}
