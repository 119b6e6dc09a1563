using System.Collections.Frozen;
using System.Data.Common;
using System.Diagnostics.Metrics;

namespace Enterprise.Governance.Projections;

/// <summary>Projections over a store. Works without a container.</summary>
/// <inheritdoc/>
public sealed class ProjectionsEngine : IProjections
{
    private readonly IProjectionStore _store;
    private readonly FrozenDictionary<string, ProjectionDefinition> _definitions;
    private readonly Counter<long> _queries;

    /// <summary>Creates the engine.</summary>
    /// <param name="store">Where the projections are.</param>
    /// <param name="options">Which there are.</param>
    /// <param name="meterFactory">Owns the metrics, see <see cref="ProjectionsDiagnostics"/>.</param>
    /// <exception cref="ArgumentException">Two projections share a name.</exception>
    public ProjectionsEngine(IProjectionStore store, ProjectionsOptions options, IMeterFactory? meterFactory = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(options);
        _store = store;
        _definitions = options.Definitions.Select(definition => definition.Sql is null ? definition.With(options.BuiltInMode) : definition)
            .ToFrozenDictionary(static definition => definition.Name, StringComparer.Ordinal);
        Definitions = [.. _definitions.Values.OrderBy(static definition => definition.Name, StringComparer.Ordinal)];
        Meter meter = meterFactory?.Create(ProjectionsDiagnostics.MeterName) ?? new Meter(ProjectionsDiagnostics.MeterName);
        _queries = meter.CreateCounter<long>(ProjectionsDiagnostics.Queries, "{query}");
    }

    /// <inheritdoc/>
    public IReadOnlyList<ProjectionDefinition> Definitions { get; }

    /// <inheritdoc/>
    public ValueTask StartAsync(CancellationToken cancellationToken = default) => _store.StartAsync(Definitions, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ProjectionPage> QueryAsync(ProjectionQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.Limit is < 1 or > ProjectionQuery.MaxLimit)
            throw new ArgumentException($"the limit is {query.Limit}; it must be from 1 to {ProjectionQuery.MaxLimit}", nameof(query));
        if (query.OrderBy is not null)
            ProjectionDefinition.RequireIdentifier(query.OrderBy, nameof(query));
        ProjectionDefinition definition = Find(query.Projection);
        if (_queries.Enabled)
            _queries.Add(1, new KeyValuePair<string, object?>(ProjectionsDiagnostics.ProjectionTag, definition.Name));
        return _store.QueryAsync(definition, query, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<ProjectionStatus> RefreshAsync(string projection, CancellationToken cancellationToken = default) => _store.RefreshAsync(Find(projection), cancellationToken);

    /// <inheritdoc/>
    public void RequestRefresh() => _store.RequestRefresh();

    /// <inheritdoc/>
    public ValueTask MarkDirtyAsync(string projection, IReadOnlyList<string> keys, DbTransaction? transaction = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return _store.MarkDirtyAsync(Find(projection), keys, transaction, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<ProjectionRebuild> RebuildAsync(string projection, bool verify = false, CancellationToken cancellationToken = default) => _store.RebuildAsync(Find(projection), verify, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ProjectionStatus>> GetStatusAsync(CancellationToken cancellationToken = default)
    {
        List<ProjectionStatus> statuses = [];
        foreach (ProjectionDefinition definition in Definitions)
            statuses.Add(await _store.GetStatusAsync(definition, cancellationToken).ConfigureAwait(false));
        return statuses;
    }

    private ProjectionDefinition Find(string projection) => _definitions.TryGetValue(projection, out ProjectionDefinition? definition)
        ? definition
        : throw new ArgumentException($"there is no projection `{projection}`; known are {string.Join(", ", Definitions.Select(static d => $"`{d.Name}`"))}", nameof(projection));
}
