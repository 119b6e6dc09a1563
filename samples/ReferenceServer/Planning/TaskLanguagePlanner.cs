using Enterprise.Governance;
using ReferenceServer.Runs;

namespace ReferenceServer.Planning;

/// <summary>Plans without a model: the caller's own steps, or the sample's task language.</summary>
internal sealed class TaskLanguagePlanner : IPlanner
{
    public Task<PlanResult> PlanAsync(RunRequest request, GovernedRun run, CancellationToken cancellationToken) => Task.FromResult(TaskLanguage.Parse(request.Message));
}
