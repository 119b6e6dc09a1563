using Enterprise.Governance.Projections;
using Microsoft.Extensions.Options;

namespace Enterprise.Governance.Hosting;

/// <summary>The lists of runs and approvals; the schema of Core makes their views.</summary>
internal sealed class BuiltInProjections : IConfigureOptions<ProjectionsOptions>
{
    public void Configure(ProjectionsOptions options)
    {
        options.Definitions.Add(new ProjectionDefinition("runs_mv", null, "run_id"));
        options.Definitions.Add(new ProjectionDefinition("approvals_mv", null, "approval_id"));
    }
}
