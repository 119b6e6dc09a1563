namespace Enterprise.Governance.Ledger;

/// <summary>Finds the policy sets that events name, for evidence bundles. Thread-safe.</summary>
public interface IPolicyDocumentSource
{
    /// <summary>Reads a document.</summary>
    /// <param name="version">The version, as an event names it.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <returns>The document as it was stored, or <see langword="null"/> if there is none.</returns>
    ValueTask<ReadOnlyMemory<byte>?> ReadAsync(string version, CancellationToken cancellationToken);
}
