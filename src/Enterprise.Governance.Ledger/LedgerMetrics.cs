using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Enterprise.Governance.Ledger;

/// <summary>The ledger's instruments.</summary>
internal sealed class LedgerMetrics
{
    private readonly Counter<long> _events;
    private readonly Counter<long> _verified;
    private readonly Counter<long> _findings;
    private readonly Counter<long> _erased;

    internal LedgerMetrics(IMeterFactory? factory)
    {
        Meter meter = factory?.Create(LedgerDiagnostics.MeterName) ?? new Meter(LedgerDiagnostics.MeterName);
        _events = meter.CreateCounter<long>(LedgerDiagnostics.EventsAppended, "{event}");
        _verified = meter.CreateCounter<long>(LedgerDiagnostics.RunsVerified, "{run}");
        _findings = meter.CreateCounter<long>(LedgerDiagnostics.Findings, "{finding}");
        _erased = meter.CreateCounter<long>(LedgerDiagnostics.ValuesErased, "{value}");
    }

    internal static ActivitySource Source { get; } = new(LedgerDiagnostics.ActivitySourceName);

    internal void Appended(int count) => _events.Add(count);

    internal void Erased(long count) => _erased.Add(count);

    internal void Verified(VerifyReport? report)
    {
        if (report is null)
            return;
        if (_verified.Enabled)
            _verified.Add(1, new KeyValuePair<string, object?>(LedgerDiagnostics.StatusTag, VerifyReportWriter.Name(report.Status)));
        if (report.FindingCount > 0)
            _findings.Add(report.FindingCount);
    }
}
