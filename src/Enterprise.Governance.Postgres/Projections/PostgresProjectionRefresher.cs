using Enterprise.Governance.Projections;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Enterprise.Governance.Postgres;

/// <summary>Refreshes projections in the background: after so many events, when somebody asks, and on an interval. Works without a container.</summary>
/// <remarks>
/// Keeps to a duty cycle of 10 %: after a refresh nothing automatic begins for nine times as long as it took, in whatever process. Where nothing has changed
/// it does nothing. A materialized view of a host's own has no feed that tells: each look computes it anew. A failure is logged, counted and shown in the
/// status, and tried again after a time that doubles. Any number of processes may have one.
/// </remarks>
public sealed class PostgresProjectionRefresher : IAsyncDisposable
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(10);

    private readonly PostgresProjectionStore _store;
    private readonly ProjectionDefinition[] _definitions;
    private readonly TimeSpan _interval, _longest;
    private readonly int _every;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();

    // By projection: failures in a row and when to try again. Owned by the loop.
    private readonly Dictionary<string, (int Count, long Until)> _failures = new(StringComparer.Ordinal);
    private TimeSpan _delay;
    private Task? _loop;

    /// <summary>Creates the refresher; <see cref="Start"/> sets it to work.</summary>
    /// <param name="store">Where the projections are.</param>
    /// <param name="definitions">Which to refresh: those that the store was started with.</param>
    /// <param name="options">How often; the defaults if absent.</param>
    /// <param name="timeProvider">The clock of its waits.</param>
    /// <param name="logger">Where failures are noted.</param>
    public PostgresProjectionRefresher(
        PostgresProjectionStore store, IReadOnlyList<ProjectionDefinition> definitions, ProjectionsOptions? options = null, TimeProvider? timeProvider = null, ILogger<PostgresProjectionRefresher>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(definitions);
        options ??= new ProjectionsOptions();
        _store = store;
        _definitions = [.. definitions];
        (_interval, _longest, _every) = (options.RefreshInterval, options.MaxRefreshInterval, options.RefreshEvery);
        _delay = _interval;
        _timeProvider = timeProvider ?? TimeProvider.System;
        _logger = logger ?? NullLogger<PostgresProjectionRefresher>.Instance;
    }

    /// <summary>Sets it to work. Calling it twice is harmless.</summary>
    public void Start()
    {
        _store.Signal.Every = _every;
        _loop ??= Task.Run(LoopAsync);
    }

    /// <summary>Ends the work; a refresh that has begun is waited for.</summary>
    /// <returns>A task that ends when nothing is under way.</returns>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        if (_loop is not null)
            await _loop.ConfigureAwait(false);
        _stopping.Dispose();
    }

    /// <summary>Looks at every projection once; says when to look again unless somebody asks before.</summary>
    internal async Task<TimeSpan> LookAsync(bool isAsked)
    {
        bool isIdle = !isAsked;
        TimeSpan? held = null;
        foreach (ProjectionDefinition definition in _definitions)
        {
            if (_stopping.IsCancellationRequested)
                break;
            PostgresRefreshOutcome? outcome = await TryAsync(definition.Name).ConfigureAwait(false);
            isIdle &= outcome is null or { Outcome: "clean" } || IsUnfed(definition);
            if (outcome?.Wait is { } wait && (held is null || wait < held))
                held = wait;
        }

        _delay = isIdle ? Min(_delay * 2, _longest) : _interval;
        TimeSpan next = _delay;
        if (held is { } soon && soon < next)
            next = soon;
        foreach ((_, long until) in _failures.Values)
            next = Min(next, _timeProvider.GetElapsedTime(_timeProvider.GetTimestamp(), until));
        return next < Shortest ? Shortest : next;
    }

    private async Task<PostgresRefreshOutcome?> TryAsync(string name)
    {
        (int count, long until) = _failures.GetValueOrDefault(name);
        if (count > 0 && _timeProvider.GetTimestamp() < until)
            return null;
        try
        {
            PostgresRefreshOutcome outcome = await _store.Refreshes.RunAsync(name, isAutomatic: true, isRebuild: false).ConfigureAwait(false);
            if (_failures.Remove(name))
                Log.RefreshRecovered(_logger, name);
            return outcome;
        }
        catch (Exception e)
        {
            // Whatever it is, the loop must live: it is shown in the status, and tried again.
            TimeSpan wait = Min(_interval * Math.Pow(2, Math.Min(count + 1, 30)), _longest);
            _failures[name] = (count + 1, _timeProvider.GetTimestamp() + (long)(wait.TotalSeconds * _timeProvider.TimestampFrequency));
            Log.RefreshFailed(_logger, name, (e as GovernanceException)?.Code ?? e.GetType().Name, count + 1, wait);
            return null;
        }
    }

    private async Task LoopAsync()
    {
        bool isAsked = false;
        try
        {
            while (true)
                isAsked = await _store.Signal.WaitAsync(await LookAsync(isAsked).ConfigureAwait(false), _timeProvider, _stopping.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // It is over.
        }
    }

    private static bool IsUnfed(ProjectionDefinition definition) => definition is { Sql: not null, Mode: ProjectionMode.Materialized };

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
