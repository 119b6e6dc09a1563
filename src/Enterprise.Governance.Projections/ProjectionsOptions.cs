using System.ComponentModel.DataAnnotations;

namespace Enterprise.Governance.Projections;

/// <summary>Which projections there are, and when they are refreshed.</summary>
public sealed class ProjectionsOptions
{
    /// <summary>Gets the projections.</summary>
    /// <value>Empty by default; governance adds <c>runs_mv</c> and <c>approvals_mv</c>.</value>
    public IList<ProjectionDefinition> Definitions { get; } = [];

    /// <summary>Gets or sets after how many events a materialized projection is refreshed; what operators set as <c>REFRESH_MV_EVERY</c>.</summary>
    /// <value>50 by default. Plain views, as on SQLite, are always fresh.</value>
    [Range(1, int.MaxValue)]
    public int RefreshEvery { get; set; } = 50;

    /// <summary>Adds a projection of the host's own.</summary>
    /// <param name="name">The name of the view: <c>[a-z_][a-z0-9_]{0,62}</c>.</param>
    /// <param name="sql">One SELECT in the dialect of the store.</param>
    /// <param name="key">The columns whose values are unique together.</param>
    /// <returns>The same options.</returns>
    /// <exception cref="ArgumentException">An argument is not valid.</exception>
    public ProjectionsOptions Add(string name, string sql, params IReadOnlyList<string> key)
    {
        ArgumentNullException.ThrowIfNull(sql);
        Definitions.Add(new ProjectionDefinition(name, sql, key));
        return this;
    }
}
