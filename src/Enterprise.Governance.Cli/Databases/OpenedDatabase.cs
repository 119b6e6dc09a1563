using Enterprise.Governance.Ledger;
using Enterprise.Governance.Policies;

namespace Enterprise.Governance.Cli.Databases;

/// <summary>The stores of a database that is open.</summary>
internal sealed class OpenedDatabase(ILedgerStore ledger, IAnchorStore? anchors, IPolicySetStore policySets, Func<ChainSealer, IApprovalStore> approvals, params IAsyncDisposable[] owned) : IAsyncDisposable
{
    internal ILedgerStore Ledger => ledger;

    /// <summary>Gets the log of anchors, if the database was opened for <see cref="DatabaseNeeds.Log"/> or <see cref="DatabaseNeeds.Evidence"/>.</summary>
    internal IAnchorStore? Anchors => anchors;

    internal IPolicySetStore PolicySets => policySets;

    internal IApprovalStore Approvals(ChainSealer sealer) => approvals(sealer);

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable one in owned)
            await one.DisposeAsync();
    }
}
