using System.Data.Common;

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

    /// <summary>Asks for refreshes soon; returns at once. A store that is always fresh does nothing.</summary>
    void RequestRefresh();

    /// <summary>Notes that rows have changed, so that the next refresh looks at them. A store that is always fresh does nothing.</summary>
    /// <param name="definition">The projection.</param>
    /// <param name="keys">The rows, as <see cref="ProjectionDefinition.KeyOf"/> names them.</param>
    /// <param name="transaction">The transaction that changes them and is to carry the note, or <see langword="null"/> for one of its own.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <returns>A task that ends when the note is stored.</returns>
    ValueTask MarkDirtyAsync(ProjectionDefinition definition, IReadOnlyList<string> keys, DbTransaction? transaction, CancellationToken cancellationToken);

    /// <summary>Computes a projection anew, in place; readers keep what they have until it is done.</summary>
    /// <param name="definition">The projection.</param>
    /// <param name="verify">Whether to bring it up to date first and to count the rows that differ even so.</param>
    /// <param name="cancellationToken">Ends waiting.</param>
    /// <returns>What was found.</returns>
    ValueTask<ProjectionRebuild> RebuildAsync(ProjectionDefinition definition, bool verify, CancellationToken cancellationToken);

    /// <summary>Tells how a projection stands.</summary>
    /// <param name="definition">The projection.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The status.</returns>
    ValueTask<ProjectionStatus> GetStatusAsync(ProjectionDefinition definition, CancellationToken cancellationToken);
}
