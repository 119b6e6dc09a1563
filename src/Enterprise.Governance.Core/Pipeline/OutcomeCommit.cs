using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance;

/// <summary>The transaction that follows an execution. Immutable.</summary>
public sealed record OutcomeCommit
{
    /// <summary>Gets the run.</summary>
    public required string RunId { get; init; }

    /// <summary>Gets the key of the claim to close.</summary>
    public required string ClaimKey { get; init; }

    /// <summary>Gets the attempt that ended; a claim that another attempt has taken over is left alone.</summary>
    public required string CallId { get; init; }

    /// <summary>Gets the claim's new state.</summary>
    public required ClaimState State { get; init; }

    /// <summary>Gets whether the claim is kept for replay (a call with an idempotency key) or removed.</summary>
    public required bool KeepsClaim { get; init; }

    /// <summary>Gets what is kept for replay beside the value.</summary>
    public required ClaimOutcome Outcome { get; init; }

    /// <summary>Gets the result as the action returned it; kept for replay.</summary>
    public ReadOnlyMemory<byte> Result { get; init; }

    /// <summary>Gets what to charge; <see langword="null"/> gives the hold back.</summary>
    public CostSettlement? Settlement { get; init; }

    /// <summary>Gets the call whose hold is given back when nothing is charged.</summary>
    public required CostCallKey Call { get; init; }

    /// <summary>Gets the events to append.</summary>
    public required IReadOnlyList<PreparedEvent> Events { get; init; }

    /// <summary>Gets the lease under which this happens, or <see langword="null"/>.</summary>
    public long? FencingToken { get; init; }
}
