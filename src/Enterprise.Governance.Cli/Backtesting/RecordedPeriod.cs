using System.Globalization;

namespace Enterprise.Governance.Cli.Backtesting;

/// <summary>Which recorded decisions count.</summary>
/// <param name="Since">Those from then on; all if absent.</param>
/// <param name="Until">Those before then; all if absent.</param>
/// <param name="Tenant">Those of this tenant; all if absent.</param>
internal sealed record RecordedPeriod(DateTimeOffset? Since, DateTimeOffset? Until, string? Tenant)
{
    /// <param name="timestamp">The time of an event, as the chain has it.</param>
    internal bool Holds(string timestamp)
    {
        DateTimeOffset time = DateTimeOffset.Parse(timestamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        return (Since is null || time >= Since) && (Until is null || time < Until);
    }
}
