namespace Enterprise.Governance.Projections;

/// <summary>Keeps projections. Each store implements it natively; the conformance suite says what they share.</summary>
/// <remarks>A page and its <c>as_of</c> are of one moment. Values are parameters; column and view names are checked against the projection and quoted.</remarks>
public interface IProjectionStore
{
    /// <summary>Creates or checks the views.</summary>
    /// <param name="definitions">All definitions.</param>
    /// <param name="cancellationToken">Cancels waiting; a change is all or nothing.</param>
    /// <returns>A task that ends when every view can be read.</returns>
    ValueTask StartAsync(IReadOnlyList<ProjectionDefinition> definitions, CancellationToken cancellationToken);

    /// <summary>Lists rows.</summary>
    /// <param name="definition">The projection.</param>
    /// <param name="query">Which rows.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>A page.</returns>
    ValueTask<ProjectionPage> QueryAsync(ProjectionDefinition definition, ProjectionQuery query, CancellationToken cancellationToken);

    /// <summary>Brings a projection up to date.</summary>
    /// <param name="definition">The projection.</param>
    /// <param name="cancellationToken">Ends waiting.</param>
    /// <returns>How it stands afterwards.</returns>
    ValueTask<ProjectionStatus> RefreshAsync(ProjectionDefinition definition, CancellationToken cancellationToken);

    /// <summary>Tells how a projection stands.</summary>
    /// <param name="definition">The projection.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The status.</returns>
    ValueTask<ProjectionStatus> GetStatusAsync(ProjectionDefinition definition, CancellationToken cancellationToken);
}
