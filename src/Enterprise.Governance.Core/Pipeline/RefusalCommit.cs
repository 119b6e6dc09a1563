using Enterprise.Governance.Ledger;

namespace Enterprise.Governance;

/// <summary>The transaction of a call that is refused without being started. Immutable.</summary>
public sealed record RefusalCommit
{
    /// <summary>Gets the run.</summary>
    public required string RunId { get; init; }

    /// <summary>Gets the events to append.</summary>
    public required IReadOnlyList<PreparedEvent> Events { get; init; }

    /// <summary>Gets the final claim to keep for replay, or <see langword="null"/>; left alone if one stands.</summary>
    public ClaimRecord? Claim { get; init; }

    /// <summary>Gets the approval to mark as expired if it is still pending, or <see langword="null"/>.</summary>
    public string? ExpiredApprovalId { get; init; }

    /// <summary>Gets the lease under which this happens, or <see langword="null"/>.</summary>
    public long? FencingToken { get; init; }
}
