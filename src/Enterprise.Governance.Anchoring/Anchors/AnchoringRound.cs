using System.Collections.Immutable;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Anchoring;

/// <summary>What one round of the anchorer did. Immutable.</summary>
/// <param name="IsBusy">Whether another process has the lease: nothing was done here.</param>
/// <param name="Leaves">How many runs have a new leaf.</param>
/// <param name="Events">How many events those cover for the first time.</param>
/// <param name="Size">The size of the log afterwards.</param>
public sealed record AnchoringRound(bool IsBusy, int Leaves, long Events, long Size)
{
    /// <summary>Gets the runs that were not anchored since they do not verify, with what is wrong; at most 100 of them.</summary>
    public ImmutableArray<VerifyReport> Refused { get; init; } = [];

    /// <summary>Gets how many runs were not anchored.</summary>
    public int RefusedCount { get; init; }
}
