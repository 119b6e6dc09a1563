using System.Collections.Immutable;

namespace Enterprise.Governance.Projections;

/// <summary>Which rows of a projection to list. Immutable.</summary>
public sealed record ProjectionQuery
{
    /// <summary>The most rows a page may have.</summary>
    public const int MaxLimit = 1000;

    /// <summary>Creates a query.</summary>
    /// <param name="projection">The projection's name.</param>
    public ProjectionQuery(string projection)
    {
        ProjectionDefinition.RequireIdentifier(projection, nameof(projection));
        Projection = projection;
    }

    /// <summary>Gets the projection's name.</summary>
    public string Projection { get; }

    /// <summary>Gets the conditions, joined by AND.</summary>
    public ImmutableArray<ProjectionFilter> Filters { get; init; } = [];

    /// <summary>Gets the column to order by; rows with the same value are ordered by the key.</summary>
    /// <value><see langword="null"/> by default: by the key alone.</value>
    public string? OrderBy { get; init; }

    /// <summary>Gets whether the order is descending.</summary>
    public bool Descending { get; init; }

    /// <summary>Gets the most rows to return, from 1 to 1,000.</summary>
    /// <value>50 by default.</value>
    public int Limit { get; init; } = 50;

    /// <summary>Gets where the page before ended: its <see cref="ProjectionPage.Next"/>.</summary>
    public string? After { get; init; }
}
