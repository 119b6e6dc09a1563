using Enterprise.Governance.Ledger;
using Enterprise.Governance.Policies;

namespace Enterprise.Governance.Cli.Databases;

/// <summary>The stores of a database that is open for reading.</summary>
internal sealed class OpenedDatabase(ILedgerStore ledger, IPolicySetStore policySets, Func<ChainSealer, IApprovalStore> approvals, params IAsyncDisposable[] owned) : IAsyncDisposable
{
    internal ILedgerStore Ledger => ledger;

    internal IPolicySetStore PolicySets => policySets;

    internal IApprovalStore Approvals(ChainSealer sealer) => approvals(sealer);

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable one in owned)
            await one.DisposeAsync();
    }
}
