using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Enterprise.Governance.Stored;

/// <summary>The instruments of <see cref="StoreDiagnostics"/>. Compiled into each store, so that none refers to another.</summary>
internal sealed class StoreInstruments
{
    internal const string Commit = "commit", Limit = "limit", Write = "write", Read = "read";

    private static readonly ActivitySource Source = new(StoreDiagnostics.ActivitySourceName);

    private readonly KeyValuePair<string, object?> _system;
    private readonly Histogram<double> _duration;
    private readonly Histogram<int> _size;
    private readonly Counter<int> _held;

    internal StoreInstruments(IMeterFactory? factory, string system)
    {
        Meter meter = factory?.Create(StoreDiagnostics.MeterName) ?? new Meter(StoreDiagnostics.MeterName);
        _system = new KeyValuePair<string, object?>(StoreDiagnostics.SystemTag, system);
        _duration = meter.CreateHistogram<double>(StoreDiagnostics.OperationDuration, "s");
        _size = meter.CreateHistogram<int>(StoreDiagnostics.BatchSize, "{unit}");
        _held = meter.CreateCounter<int>(StoreDiagnostics.UnitsHeld, "{unit}");
    }

    private static TimeProvider Clock => TimeProvider.System;

    /// <summary>Notes when an operation begins: 0 if nobody listens.</summary>
    internal long Begin() => _duration.Enabled ? Clock.GetTimestamp() : 0;

    internal void End(string operation, long began, Exception? failure = null)
    {
        if (began == 0)
            return;
        double seconds = Clock.GetElapsedTime(began).TotalSeconds;
        KeyValuePair<string, object?> tag = new(StoreDiagnostics.OperationTag, operation);
        if (failure is null)
            _duration.Record(seconds, _system, tag);
        else
            _duration.Record(seconds, _system, tag, new KeyValuePair<string, object?>(StoreDiagnostics.ErrorTag, ErrorOf(failure)));
    }

    internal void Together(string operation, int units)
    {
        if (_size.Enabled)
            _size.Record(units, _system, new KeyValuePair<string, object?>(StoreDiagnostics.OperationTag, operation));
    }

    internal void Held(int units)
    {
        if (units > 0)
            _held.Add(units, _system);
    }

    /// <summary>Starts the activity of a group commit. It belongs to no caller, so it is linked to all of them.</summary>
    internal Activity? StartCommit(IEnumerable<ActivityContext> callers, int units)
    {
        if (!Source.HasListeners())
            return null;
        Activity? around = Activity.Current;
        Activity.Current = null;
        try
        {
            Activity? activity = Source.StartActivity(
                ActivityKind.Client, links: callers.Where(static caller => caller != default).Distinct().Select(static caller => new ActivityLink(caller)), name: StoreDiagnostics.CommitActivity);
            return activity?.SetTag(StoreDiagnostics.SystemTag, _system.Value).SetTag(StoreDiagnostics.SizeTag, units);
        }
        finally
        {
            // Where nobody samples it, what stood there before stays the current one.
            Activity.Current ??= around;
        }
    }

    internal static void Fail(Activity? activity, Exception failure) =>
        activity?.SetTag(StoreDiagnostics.ErrorTag, ErrorOf(failure)).SetStatus(ActivityStatusCode.Error);

    private static string ErrorOf(Exception failure) => failure is GovernanceException e ? e.Code : failure.GetType().Name;
}
