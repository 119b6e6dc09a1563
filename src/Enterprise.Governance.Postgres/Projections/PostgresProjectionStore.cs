using Enterprise.Governance.Projections;

namespace Enterprise.Governance.Postgres;

/// <summary>Projections as materialized views of PostgreSQL.</summary>
/// <param name="database">The database, with the tables of <see cref="PostgresFeatures.Projections"/>.</param>
public sealed class PostgresProjectionStore(GovernancePostgresDatabase database) : IProjectionStore
{
    private readonly GovernancePostgresDatabase _database = database ?? throw new ArgumentNullException(nameof(database));

    /// <inheritdoc/>
    public ValueTask StartAsync(IReadOnlyList<ProjectionDefinition> definitions, CancellationToken cancellationToken) => _database.OpenAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ProjectionPage> QueryAsync(ProjectionDefinition definition, ProjectionQuery query, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <inheritdoc/>
    public ValueTask<ProjectionStatus> RefreshAsync(ProjectionDefinition definition, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <inheritdoc/>
    public ValueTask<ProjectionStatus> GetStatusAsync(ProjectionDefinition definition, CancellationToken cancellationToken) => throw new NotImplementedException();
}
