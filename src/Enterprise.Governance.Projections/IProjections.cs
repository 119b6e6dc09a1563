using System.Data.Common;

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

    /// <summary>Asks for a refresh of what has changed, soon and in the background; returns at once. What a worker calls after a job.</summary>
    void RequestRefresh();

    /// <summary>Notes that rows of a projection have changed, so that the next refresh looks at them.</summary>
    /// <param name="projection">The projection's name.</param>
    /// <param name="keys">The rows, as <see cref="ProjectionDefinition.KeyOf"/> names them.</param>
    /// <param name="transaction">The host's transaction that changes them: the note commits or vanishes with it. Without one, mark after the change has committed.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <returns>A task that ends when the note is stored.</returns>
    /// <exception cref="ArgumentException">There is no such projection, a key does not fit its columns, or the transaction is not one of the store's database.</exception>
    ValueTask MarkDirtyAsync(string projection, IReadOnlyList<string> keys, DbTransaction? transaction = null, CancellationToken cancellationToken = default);

    /// <summary>Computes a projection anew, in place. For when its tables were changed behind the library's back, or to see that they were not.</summary>
    /// <param name="projection">The projection's name.</param>
    /// <param name="verify">Whether to bring it up to date first and to count the rows that differ even so: none, unless something was changed that nobody marked.</param>
    /// <param name="cancellationToken">Ends waiting; a rebuild that has begun goes on.</param>
    /// <returns>What was found.</returns>
    /// <exception cref="ArgumentException">There is no such projection.</exception>
    ValueTask<ProjectionRebuild> RebuildAsync(string projection, bool verify = false, CancellationToken cancellationToken = default);

    /// <summary>Tells how every projection stands.</summary>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>One status per projection, ordered by name.</returns>
    ValueTask<IReadOnlyList<ProjectionStatus>> GetStatusAsync(CancellationToken cancellationToken = default);
}
