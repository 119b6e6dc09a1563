using System.Globalization;
using Enterprise.Governance.Cli.Hosting;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Cli.Verification;

/// <summary>Writes to standard error how far a verification has come, at most one line a second.</summary>
internal sealed class ProgressLines(CliHost host) : IProgress<VerifyProgress>
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly long _began = host.Time.GetTimestamp();
    private readonly Lock _lock = new();

    // When the last line was written, and of how many events; under _lock.
    private TimeSpan _last;
    private long _events;

    public void Report(VerifyProgress value)
    {
        lock (_lock)
        {
            TimeSpan now = host.Time.GetElapsedTime(_began);
            if (now - _last < Pause || value.Events < _events)
                return;
            double rate = (value.Events - _events) / (now - _last).TotalSeconds;
            (_last, _events) = (now, value.Events);
            host.Complain(string.Create(CultureInfo.InvariantCulture, $"{Counted.Of(value.Runs, "run")}, {Counted.Of(value.Events, "event")}, {rate:F0} events/s"));
        }
    }
}
