using System.Collections.Immutable;
using Enterprise.Governance;
using ReferenceServer.Planning;

namespace ReferenceServer.Runs;

/// <summary>What a caller asked for.</summary>
/// <param name="RunId">The run's id, given before the run exists.</param>
/// <param name="Scope">For whom it runs, as the API authenticated them.</param>
/// <param name="Message">The task in words.</param>
internal sealed record RunRequest(string RunId, GovernanceScope Scope, string Message)
{
    internal string? Title { get; init; }

    internal ImmutableArray<string> Tags { get; init; } = [];

    /// <summary>Gets the steps: the caller's own, or those that a planner made; <see langword="null"/> until there are some.</summary>
    internal ImmutableArray<PlannedStep>? Plan { get; init; }

    internal string? IdempotencyKey { get; init; }
}
