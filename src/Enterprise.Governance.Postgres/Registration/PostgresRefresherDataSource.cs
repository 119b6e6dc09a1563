using Npgsql;

namespace Enterprise.Governance.Postgres;

/// <summary>Where a container has the connections of the role that refreshes.</summary>
internal sealed record PostgresRefresherDataSource(Func<IServiceProvider, NpgsqlDataSource> Find);
