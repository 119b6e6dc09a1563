using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Enterprise.Governance.Policies.Sources;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Enterprise.Governance.Policies;

/// <summary>Loads policy sets from sources, keeps the last good one in force, and decides requests with it. Thread-safe.</summary>
/// <remarks>
/// Sources are polled; hints of the file system only make a change visible sooner. A change that has errors is logged once with file, line,
/// column and reason, and the set in force stays. With a store, a set is written there before it comes into force.
/// </remarks>
public sealed partial class PolicyEngine : IPolicyEngine, IAsyncDisposable, IDisposable
{
    private readonly ImmutableArray<IPolicySource> _sources;
    private readonly PolicySetOptions _setOptions;
    private readonly PolicyLintOptions? _lint;
    private readonly bool _reloadOnChange;
    private readonly TimeSpan _pollInterval;
    private readonly TimeSpan _debounce;
    private readonly ILogger _logger;
    private readonly TimeProvider _timeProvider;
    private readonly IPolicySetStore? _store;
    private readonly PoliciesMetrics _metrics;

    // Whether the set was given and there is nothing to read.
    private readonly bool _fixed;

    // Serialises starts and reloads.
    private readonly SemaphoreSlim _gate = new(1, 1);

    // Written under _gate, read by anybody: the set in force.
    private PolicySet? _current;

    // What the sources held when they were last looked at, and what came of it; written under _gate, the latter read by anybody.
    private string? _fingerprint;
    private PolicyLoadResult? _lastResult;
    private ReloadLoop? _loop;
    private bool _started;
    private bool _disposed;

    // Replaced as a whole with Interlocked.
    private ImmutableList<Action<PolicySet>> _listeners = [];

    /// <summary>Creates an engine over sources; <see cref="StartAsync"/> opens them.</summary>
    /// <param name="options">Sources and options; copied.</param>
    /// <param name="logger">Where to log; nowhere if absent.</param>
    /// <param name="timeProvider">The clock of the polling; that of the system if absent.</param>
    /// <param name="store">Where every set is written before it comes into force; nowhere if absent.</param>
    /// <param name="meterFactory">Makes the meter; the engine makes its own if absent.</param>
    /// <exception cref="OptionsValidationException">The options are not valid; the exception lists every problem.</exception>
    public PolicyEngine(PoliciesOptions options, ILogger<PolicyEngine>? logger = null, TimeProvider? timeProvider = null, IPolicySetStore? store = null, IMeterFactory? meterFactory = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (new PoliciesOptionsValidator().Validate(null, options) is { Failed: true, Failures: var failures })
            throw new OptionsValidationException(Options.DefaultName, typeof(PoliciesOptions), failures);
        _sources = [.. options.Sources];
        _setOptions = new PolicySetOptions { DefaultEffect = options.DefaultEffect, DefaultEffectsByPhase = options.DefaultEffectsByPhase.AsReadOnly() };
        _lint = options.FailOnLintErrors ? options.Lint : null;
        (_reloadOnChange, _pollInterval, _debounce) = (options.ReloadOnChange && !_sources.IsEmpty, options.PollInterval, options.ReloadDebounce);
        _logger = logger ?? NullLogger<PolicyEngine>.Instance;
        _timeProvider = timeProvider ?? TimeProvider.System;
        _store = store;
        _metrics = new PoliciesMetrics(meterFactory, () => Volatile.Read(ref _current));
    }

    /// <summary>Creates an engine with a set that never changes; it needs no start.</summary>
    /// <param name="set">The set in force.</param>
    /// <param name="meterFactory">Makes the meter; the engine makes its own if absent.</param>
    public PolicyEngine(PolicySet set, IMeterFactory? meterFactory = null)
        : this(new PoliciesOptions(), meterFactory: meterFactory)
    {
        ArgumentNullException.ThrowIfNull(set);
        _current = set;
        _lastResult = new PolicyLoadResult(set, [], []);
        _fixed = true;
    }

    /// <inheritdoc/>
    public PolicySet Current => Volatile.Read(ref _current) ?? throw new InvalidOperationException("The policy engine has not been started; call StartAsync first.");

    /// <inheritdoc/>
    public PolicyLoadResult? LastLoad => Volatile.Read(ref _lastResult);

    /// <inheritdoc/>
    public PolicyDecision Evaluate(in PolicyRequest request) => Evaluate(Current, in request);

    /// <inheritdoc/>
    public PolicyDecision Evaluate(PolicySet set, in PolicyRequest request)
    {
        ArgumentNullException.ThrowIfNull(set);
        PolicyDecision decision = set.Evaluate(in request);
        _metrics.Decided(set, request.Phase, decision);
        return decision;
    }

    /// <inheritdoc/>
    public IDisposable OnChange(Action<PolicySet> listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        ImmutableInterlocked.Update(ref _listeners, static (list, item) => list.Add(item), listener);
        return new Subscription(() => ImmutableInterlocked.Update(ref _listeners, static (list, item) => list.Remove(item), listener));
    }

    /// <summary>Ends the watch. The set in force stays usable.</summary>
    /// <returns>A task that ends when no reload runs any more.</returns>
    public async ValueTask DisposeAsync()
    {
        await _gate.WaitAsync().ConfigureAwait(false);

        // Outside the gate: the loop may be waiting for it.
        if (Detach() is { } loop)
            await loop.DisposeAsync().ConfigureAwait(false);
        _metrics.Dispose();
    }

    /// <summary>Ends the watch, for containers that are not disposed asynchronously. A reload that has begun is cancelled and not waited for.</summary>
    public void Dispose()
    {
        _gate.Wait();
        Detach()?.Stop();
        _metrics.Dispose();
    }

    /// <summary>Marks the engine as disposed and hands out its loop; the caller holds the gate, which this releases.</summary>
    private ReloadLoop? Detach()
    {
        (ReloadLoop? loop, _loop, _disposed) = (_loop, null, true);
        _gate.Release();
        return loop;
    }

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
