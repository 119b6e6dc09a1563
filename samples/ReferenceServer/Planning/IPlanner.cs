using System.Collections.Immutable;
using Enterprise.Governance;
using ReferenceServer.Runs;

namespace ReferenceServer.Planning;

/// <summary>Turns a task into steps.</summary>
internal interface IPlanner
{
    /// <summary>Makes the steps of a task. A planner that asks a model does so through the run, so that it is limited and charged.</summary>
    /// <returns>The steps, or what is wrong with the task in words for the person who wrote it.</returns>
    Task<PlanResult> PlanAsync(RunRequest request, GovernedRun run, CancellationToken cancellationToken);
}

/// <summary>What a planner made of a task.</summary>
/// <param name="Steps">The steps.</param>
/// <param name="Problem">Why there are none.</param>
/// <param name="RetryAfter">When to ask again, if there are none yet.</param>
internal sealed record PlanResult(ImmutableArray<PlannedStep> Steps, string? Problem = null, TimeSpan? RetryAfter = null)
{
    internal static PlanResult Failed(string problem) => new([], problem);

    internal static PlanResult Later(TimeSpan delay) => new([], RetryAfter: delay);
}
