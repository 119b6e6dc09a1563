namespace Enterprise.Governance;

/// <summary>What became of a started commit.</summary>
public enum StartedStatus
{
    /// <summary>Everything is stored; execute now.</summary>
    Started,

    /// <summary>Another claim stands, or the attempt to take over is no longer the current one; nothing was stored.</summary>
    ClaimStands,

    /// <summary>The grant is used or gone; nothing was stored.</summary>
    GrantGone,

    /// <summary>A budget refuses; only the events that say so were stored.</summary>
    BudgetExceeded,

    /// <summary>The run has ended; nothing was stored.</summary>
    RunEnded,
}
