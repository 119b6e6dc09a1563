namespace Enterprise.Governance.CostMetering;

/// <summary>What became of a request to hold.</summary>
public enum CostHoldStatus
{
    /// <summary>The budget is reserved until the hold is settled, released or expires.</summary>
    Granted,

    /// <summary>A budget is spent; nothing is reserved.</summary>
    Refused,

    /// <summary>The call was settled before: it is over and paid for; nothing is reserved.</summary>
    AlreadySettled,
}
