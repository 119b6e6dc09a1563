using Enterprise.Governance.Projections;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

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

    internal static void RegisterPostgres(IServiceCollection services)
    {
        services.AddGovernanceProjections(options =>
            {
                options.Add("orders_list", "SELECT id, customer, total FROM orders", "id");
                options.Definitions.Add(new ProjectionDefinition("orders_by_customer", "SELECT customer, count(*) AS orders FROM orders GROUP BY customer", "customer")
                {
                    Mode = ProjectionMode.Incremental,
                });
                options.BuiltInMode = ProjectionMode.Incremental; // runs_mv and approvals_mv
                options.RefreshEvery = 50;                        // REFRESH_MV_EVERY
            })
            .UsePostgres("Host=localhost;Database=app;Username=app")
            .RefreshWith(provider => provider.GetRequiredKeyedService<NpgsqlDataSource>("refresher"));
    }

    internal static async Task MarkAsync(IProjections projections, NpgsqlConnection connection, string customer, CancellationToken cancellationToken)
    {
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        // … the host's own changes to the orders of a customer …
        await projections.MarkDirtyAsync("orders_by_customer", [customer], transaction, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    internal static async Task CheckAsync(IProjections projections, TimeProvider time, CancellationToken cancellationToken)
    {
        foreach (ProjectionStatus status in await projections.GetStatusAsync(cancellationToken))
        {
            bool isHealthy = status.LastFailureCode is null && (!status.IsDirty || time.GetUtcNow() - status.AsOf < TimeSpan.FromMinutes(5));
            Console.WriteLine($"{status.Name}: {(isHealthy ? "ok" : status.LastFailureCode ?? "stale")}, as of {status.AsOf:O}");
        }
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
