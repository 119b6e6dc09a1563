using Enterprise.Governance.Projections;
using Hammer.Running;

namespace Hammer.Loads.Projections;

/// <summary>The list of runs under refreshes: with a number of rows every promise is checked, without one refreshes and pages are measured.</summary>
internal sealed class ProjectionsLoad(HammerServer server, HammerOptions options, Report report)
{
    internal async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (options.Count == 0)
            return await new ProjectionRatios(server, options, report).RunAsync(cancellationToken);
        await RunRows.FillAsync(server, "governance", options.Count);
        RefreshLog log = new(server);
        await log.InstallAsync();
        int failures = 0;
        foreach (ProjectionMode mode in (ProjectionMode[])[ProjectionMode.Materialized, ProjectionMode.Incremental])
            failures += await new RefreshTrial(server, options, report, log, mode).RunAsync(cancellationToken);
        return failures == 0 ? 0 : 1;
    }
}
