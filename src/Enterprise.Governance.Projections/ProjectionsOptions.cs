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

    /// <summary>Gets or sets how <c>runs_mv</c> and <c>approvals_mv</c> are kept by a store that materialises.</summary>
    /// <value><see cref="ProjectionMode.Materialized"/> by default.</value>
    public ProjectionMode BuiltInMode { get; set; }

    /// <summary>Gets or sets whether this process refreshes in the background.</summary>
    /// <value><see langword="true"/> by default. <see langword="false"/> where another process does it, and this one's role may not.</value>
    public bool RefreshAutomatically { get; set; } = true;

    /// <summary>Gets or sets how long the refresher waits before it looks for changes again.</summary>
    /// <value>2 seconds by default, from 10 milliseconds to a day. Doubles, up to <see cref="MaxRefreshInterval"/>, while there is nothing to do or refreshes fail.</value>
    public TimeSpan RefreshInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Gets or sets the longest time between two looks.</summary>
    /// <value>1 minute by default, from <see cref="RefreshInterval"/> to a day.</value>
    public TimeSpan MaxRefreshInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets or sets how long one refresh may take.</summary>
    /// <value>10 minutes by default, from 1 second to a day. After it, the refresh fails with the transient code <c>store_timeout</c>.</value>
    public TimeSpan RefreshTimeout { get; set; } = TimeSpan.FromMinutes(10);

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
