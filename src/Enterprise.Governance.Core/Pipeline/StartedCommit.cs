using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance;

/// <summary>The transaction that precedes an execution. Immutable.</summary>
public sealed record StartedCommit
{
    /// <summary>Gets the claim to insert, or to take over: running, with the id and number of the new attempt.</summary>
    public required ClaimRecord Claim { get; init; }

    /// <summary>Gets the attempt that is taken over, when an idempotent action was cut in the middle; else <see langword="null"/>.</summary>
    public string? TakesOver { get; init; }

    /// <summary>Gets how long the claim lives without a heartbeat.</summary>
    public required TimeSpan HeartbeatLifetime { get; init; }

    /// <summary>Gets the budget to hold.</summary>
    public required CostHold Hold { get; init; }

    /// <summary>Gets the events to append when the action starts: <c>policy.decided</c>, <c>action.started</c>.</summary>
    public required IReadOnlyList<PreparedEvent> Events { get; init; }

    /// <summary>Makes the events to append instead when a budget refuses: <c>policy.decided</c>, <c>budget.exceeded</c>.</summary>
    public required Func<CostRefusal, IReadOnlyList<PreparedEvent>> RefusedEvents { get; init; }

    /// <summary>Gets the lease under which this happens, or <see langword="null"/>.</summary>
    public long? FencingToken { get; init; }
}
