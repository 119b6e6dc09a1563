namespace Enterprise.Governance.Projections;

/// <summary>Lists and refreshes projections. Thread-safe. Every answer says how fresh it is.</summary>
public interface IProjections
{
    /// <summary>Gets the definitions, ordered by name.</summary>
    IReadOnlyList<ProjectionDefinition> Definitions { get; }

    /// <summary>Creates what is missing, as the store's schema mode says. A host does it when it starts.</summary>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <returns>A task that ends when every projection can be read.</returns>
    /// <exception cref="GovernanceException">A projection is missing or differs and the schema mode forbids a change (<c>schema_mismatch</c>), or its query is refused (<c>projection_invalid</c>).</exception>
    ValueTask StartAsync(CancellationToken cancellationToken = default);

    /// <summary>Lists rows.</summary>
    /// <param name="query">Which.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>A page with its <c>as_of</c>.</returns>
    /// <exception cref="ArgumentException">There is no such projection or column, or the limit or cursor is not valid.</exception>
    ValueTask<ProjectionPage> QueryAsync(ProjectionQuery query, CancellationToken cancellationToken = default);

    /// <summary>Brings a projection up to date; requests that arrive meanwhile share the next refresh. A plain view needs no work.</summary>
    /// <param name="projection">The projection's name.</param>
    /// <param name="cancellationToken">Ends waiting; a refresh that has begun goes on.</param>
    /// <returns>How the projection stands afterwards.</returns>
    /// <exception cref="ArgumentException">There is no such projection.</exception>
    ValueTask<ProjectionStatus> RefreshAsync(string projection, CancellationToken cancellationToken = default);

    /// <summary>Tells how every projection stands.</summary>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>One status per projection, ordered by name.</returns>
    ValueTask<IReadOnlyList<ProjectionStatus>> GetStatusAsync(CancellationToken cancellationToken = default);
}
