using System.Diagnostics.CodeAnalysis;

namespace Enterprise.Governance.CostMetering;

/// <summary>The answer to a request to hold. Immutable.</summary>
public sealed record CostHoldDecision
{
    private CostHoldDecision(CostHoldStatus status) => Status = status;

    /// <summary>Gets the answer for a call that was settled before.</summary>
    public static CostHoldDecision AlreadySettled { get; } = new(CostHoldStatus.AlreadySettled);

    /// <summary>Gets what became of the request.</summary>
    public CostHoldStatus Status { get; }

    /// <summary>Gets whether the budget is reserved.</summary>
    [MemberNotNullWhen(true, nameof(ExpiresAt))]
    public bool IsGranted => Status == CostHoldStatus.Granted;

    /// <summary>Gets when the hold expires unless it is renewed, by the store's clock; for granted holds.</summary>
    public DateTimeOffset? ExpiresAt { get; private init; }

    /// <summary>Gets which budget refused and by what figures; for refused requests.</summary>
    public CostRefusal? Refusal { get; private init; }

    /// <summary>Returns the answer for a hold that was placed.</summary>
    /// <param name="expiresAt">When it expires, by the store's clock.</param>
    /// <returns>The decision.</returns>
    public static CostHoldDecision Granted(DateTimeOffset expiresAt) => new(CostHoldStatus.Granted) { ExpiresAt = expiresAt };

    /// <summary>Returns the answer for a hold that was refused.</summary>
    /// <param name="refusal">Which budget refused.</param>
    /// <returns>The decision.</returns>
    public static CostHoldDecision Refused(CostRefusal refusal)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        return new(CostHoldStatus.Refused) { Refusal = refusal };
    }
}
