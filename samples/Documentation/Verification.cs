using Enterprise.Governance.Ledger;

namespace Documentation;

internal static class Verification
{
    internal static async Task VerifyAsync(ILedger ledger, string? lastRunId, CancellationToken cancellationToken)
    {
        VerifyOptions options = new()
        {
            MaxDegreeOfParallelism = 2,
            AfterRun = lastRunId,
            Progress = new Progress<VerifyProgress>(progress => Console.WriteLine($"{progress.Runs} runs, {progress.Events} events")),
        };
        await foreach (VerifyReport report in ledger.VerifyAllAsync(options, cancellationToken))
        {
            if (!report.Ok)
                Console.WriteLine($"{report.RunId}: {report.Status}, {report.FindingCount} findings");
            lastRunId = report.RunId;
        }
    }
}
