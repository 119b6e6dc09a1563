using System.Diagnostics.Metrics;
using Enterprise.Governance.Conformance;
using Npgsql;

namespace Enterprise.Governance.Postgres.Tests.Projections;

/// <summary>A database with a host's own table <c>orders</c> in the schema <c>public</c>.</summary>
internal sealed class ProjectionDatabase(PostgresTestDatabase database) : IAsyncDisposable
{
    internal PostgresTestDatabase Database { get; } = database;

    internal static async Task<ProjectionDatabase> CreateAsync(PostgresFeatures features = PostgresFeatures.Projections)
    {
        PostgresTestDatabase database = await PostgresTestDatabase.CreateAsync(features);
        await PostgresTestDatabase.ScalarAsync(database.OwnerDataSource, "CREATE TABLE public.orders (id text PRIMARY KEY, customer text, total bigint, labels text)");
        return new ProjectionDatabase(database);
    }

    /// <summary>Opens the store as the role that owns the schema and may make views.</summary>
    internal PostgresProjectionStore OpenAsOwner(PostgresFeatures features = PostgresFeatures.Projections, SchemaMode mode = SchemaMode.Apply, TimeProvider? clock = null) =>
        new(new GovernancePostgresDatabase(Database.OwnerDataSource, new GovernancePostgresOptions { Features = features, SchemaMode = mode }) { TestClock = clock });

    /// <summary>Opens the store as production does: the app reads, the refresher refreshes. One more process, with connections of its own.</summary>
    internal PostgresProjectionStore Open(TimeProvider? clock = null, IMeterFactory? meters = null) =>
        new(Database.Open(clock), new PostgresRefreshOptions { DataSource = Database.OpenDataSource(PostgresCluster.Refresher) }, meters);

    internal async ValueTask InsertAsync(IEnumerable<ProjectedOrder> orders)
    {
        foreach (ProjectedOrder order in orders)
        {
            await using NpgsqlCommand command = Database.OwnerDataSource.CreateCommand("INSERT INTO public.orders VALUES ($1, $2, $3, $4)");
            command.Parameters.Add(new NpgsqlParameter { Value = order.Id });
            command.Parameters.Add(new NpgsqlParameter { Value = (object?)order.Customer ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
            command.Parameters.Add(new NpgsqlParameter { Value = order.Total });
            command.Parameters.Add(new NpgsqlParameter { Value = order.Labels });
            await command.ExecuteNonQueryAsync();
        }
    }

    internal Task<object?> OwnerAsync(string sql) => PostgresTestDatabase.ScalarAsync(Database.OwnerDataSource, sql);

    public ValueTask DisposeAsync() => Database.DisposeAsync();
}
