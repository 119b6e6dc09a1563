using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.AspNetCore.Tests.Support;

/// <summary>An exporter that fails: when it is asked, or after so many bytes; without a failure it writes them.</summary>
internal sealed class BrokenExporter(Exception? failure, int bytes, bool isOpened) : IEvidenceExporter, IEvidenceExport
{
    public string RunId => "run";

    public long Events => 1;

    public long Unanchored => 0;

    public ValueTask<IEvidenceExport> OpenAsync(string runId, CancellationToken cancellationToken = default) => isOpened || failure is null ? ValueTask.FromResult<IEvidenceExport>(this) : throw failure;

    public async ValueTask<EvidenceSummary> WriteAsync(Stream bundle, Stream? personal = null, CancellationToken cancellationToken = default)
    {
        if (bytes > 0)
        {
            await bundle.WriteAsync(new byte[bytes], cancellationToken);
            await bundle.FlushAsync(cancellationToken);
        }

        return failure is null ? new EvidenceSummary(bytes, "", 0, 0, 0) : throw failure;
    }

    public ValueTask DisposeAsync() => default;
}
