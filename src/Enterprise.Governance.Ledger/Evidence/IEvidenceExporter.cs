namespace Enterprise.Governance.Ledger;

/// <summary>Makes evidence bundles: one file of a run that anybody can verify without the database. Thread-safe.</summary>
/// <remarks><c>Enterprise.Governance.Anchoring</c> implements it; whoever hands bundles out needs no more than this. The format is <c>governance-bundle/v1</c>, see <c>docs/design/formats.md</c>.</remarks>
public interface IEvidenceExporter
{
    /// <summary>Verifies a run, and opens one consistent view of it from which its bundle can be written.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="cancellationToken">Cancels verification.</param>
    /// <returns>The bundle, not yet written. It holds connections to the database: dispose it soon.</returns>
    /// <exception cref="EvidenceException">There is no bundle of this run now; the code says why.</exception>
    ValueTask<IEvidenceExport> OpenAsync(string runId, CancellationToken cancellationToken = default);
}
