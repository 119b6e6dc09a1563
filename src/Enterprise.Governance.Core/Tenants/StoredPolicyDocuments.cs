using Enterprise.Governance.Ledger;
using Enterprise.Governance.Policies;

namespace Enterprise.Governance.Tenants;

/// <summary>Finds the documents of policy sets where they were written before they decided.</summary>
internal sealed class StoredPolicyDocuments(IPolicySetStore store) : IPolicyDocumentSource
{
    public ValueTask<ReadOnlyMemory<byte>?> ReadAsync(string version, CancellationToken cancellationToken) => store.ReadAsync(version, cancellationToken);
}
