using Enterprise.Governance.Ledger;

namespace Enterprise.Governance;

/// <summary>The transaction of a call that is refused without being started. Immutable.</summary>
public sealed record RefusalCommit
{
    /// <summary>Gets the run.</summary>
    public required string RunId { get; init; }

    /// <summary>Gets the events to append.</summary>
    public required IReadOnlyList<PreparedEvent> Events { get; init; }

    /// <summary>Gets the final claim to keep for replay, or <see langword="null"/>. Of two refusals of one call only the first is stored.</summary>
    public ClaimRecord? Claim { get; init; }

    /// <summary>
    /// Gets the call of a dead claim that the refused call would have taken over, or <see langword="null"/>. While it is the
    /// claim's current one, the claim is left as it is and only the events are stored: what was in doubt stays in doubt.
    /// </summary>
    public string? BesideCallId { get; init; }

    /// <summary>Gets the approval to mark as expired if it is still pending, or <see langword="null"/>; if it is not, no event is stored.</summary>
    public string? ExpiredApprovalId { get; init; }

    /// <summary>Gets the lease under which this happens, or <see langword="null"/>.</summary>
    public long? FencingToken { get; init; }
}
