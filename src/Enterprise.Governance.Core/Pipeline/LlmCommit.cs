using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance;

/// <summary>The transaction that follows an LLM call. Immutable.</summary>
public sealed record LlmCommit
{
    /// <summary>Gets the call.</summary>
    public required CostCallKey Call { get; init; }

    /// <summary>Gets what to charge; <see langword="null"/> gives the hold back.</summary>
    public CostSettlement? Settlement { get; init; }

    /// <summary>Makes the events to append from the charge.</summary>
    public required Func<CostCharge?, IReadOnlyList<PreparedEvent>> Events { get; init; }
}
