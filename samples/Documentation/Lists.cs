using Enterprise.Governance.Projections;
using Microsoft.Extensions.DependencyInjection;

namespace Documentation;

internal static class Lists
{
    internal static async Task ListRunsAsync(IProjections projections, CancellationToken cancellationToken)
    {
        // IProjections projections
        ProjectionPage page = await projections.QueryAsync(new ProjectionQuery("runs_mv")
        {
            Filters = [new ProjectionFilter("tenant", ProjectionOperator.Equal, "acme"), new ProjectionFilter("tags", ProjectionOperator.HasElement, "invoice")],
            OrderBy = "created_at",
            Descending = true,
            Limit = 20,
        }, cancellationToken);

        Console.WriteLine($"{page.Rows.Length} runs as of {page.AsOf:O}");
        for (int row = 0; row < page.Rows.Length; row++)
            Console.WriteLine($"{page.Value(row, "run_id")} {page.Value(row, "state")}");
    }

    internal static void Register(IServiceCollection services)
    {
        services.AddGovernanceProjections(options => options.Add(
                "actions_by_type",
                "SELECT run_id, type, count(*) AS events FROM run_events GROUP BY run_id, type",
                "run_id", "type"))
            .UseSqlite(sqlite => sqlite.ConnectionString = "Data Source=governance.db");
    }

    internal static async Task RegisterAloneAsync(IProjections projections)
    {
        ServiceCollection services = new();
        services.AddGovernanceProjections(options => options.Add(
                "events_by_type", "SELECT run_id, type, count(*) AS events FROM run_events GROUP BY run_id, type", "run_id", "type"))
            .UseSqlite(sqlite => sqlite.ConnectionString = "Data Source=governance.db");

        // once the host has started, with IProjections projections from the container
        ProjectionPage page = await projections.QueryAsync(new ProjectionQuery("events_by_type") { Limit = 20 });
        Console.WriteLine($"{page.Rows.Length} rows as of {page.AsOf:O}");
    }
}
