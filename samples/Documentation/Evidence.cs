using Enterprise.Governance.Anchoring;
using Enterprise.Governance.Ledger;
using Microsoft.Extensions.DependencyInjection;

namespace Documentation;

internal static class Evidence
{
    internal static async Task ExportAsync(IServiceCollection services, IEvidenceExporter exporter, CancellationToken cancellationToken)
    {
        services.AddGovernanceEvidence(options => options.VerifierKeys.Add("example.com/governance+aa249818+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"));

        // IEvidenceExporter exporter
        await using IEvidenceExport export = await exporter.OpenAsync("run-1", cancellationToken);
        await using FileStream file = File.Create("run-1.jsonl");
        EvidenceSummary summary = await export.WriteAsync(file, cancellationToken: cancellationToken);
        Console.WriteLine($"{export.Events} events, {export.Unanchored} not in a checkpoint yet, sha256 {summary.Sha256}");
    }

    internal static async Task VerifyAsync(CancellationToken cancellationToken)
    {
        NoteVerifierKey.TryParse("example.com/governance+aa249818+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4", out NoteVerifierKey? key);
        await using FileStream bundle = File.OpenRead("run-1.jsonl");
        EvidenceReport report = await EvidenceBundle.VerifyAsync(bundle, new EvidenceVerifyOptions { Keys = [key!] }, cancellationToken);
        Console.WriteLine(report.Ok ? "holds" : $"{report.FindingCount} findings");
    }
}
