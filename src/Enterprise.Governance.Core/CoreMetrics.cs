using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;

namespace Enterprise.Governance;

/// <summary>Core's instruments.</summary>
internal sealed class CoreMetrics
{
    private static readonly string[] StatusNames = [.. Enum.GetNames<ActionStatus>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];

    private readonly Counter<long> _calls;
    private readonly Counter<long> _runs;
    private readonly Counter<long> _approvals;

    internal CoreMetrics(IMeterFactory? factory)
    {
        Meter meter = factory?.Create(CoreDiagnostics.MeterName) ?? new Meter(CoreDiagnostics.MeterName);
        _calls = meter.CreateCounter<long>(CoreDiagnostics.Calls, "{call}");
        _runs = meter.CreateCounter<long>(CoreDiagnostics.RunsStarted, "{run}");
        _approvals = meter.CreateCounter<long>(CoreDiagnostics.ApprovalsRequested, "{approval}");
    }

    internal static ActivitySource Source { get; } = new(CoreDiagnostics.ActivitySourceName);

    internal void CallEnded(ActionStatus status)
    {
        if (_calls.Enabled)
            _calls.Add(1, new KeyValuePair<string, object?>(CoreDiagnostics.StatusTag, StatusNames[(int)status]));
    }

    internal void RunStarted() => _runs.Add(1);

    internal void ApprovalRequested() => _approvals.Add(1);
}
