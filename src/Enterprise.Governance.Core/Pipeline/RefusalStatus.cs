namespace Enterprise.Governance;

/// <summary>What became of a refusal's transaction.</summary>
public enum RefusalStatus
{
    /// <summary>Everything is stored.</summary>
    Stored,

    /// <summary>The lapse of the approval was told before: the claim is stored, the events are not.</summary>
    ToldBefore,

    /// <summary>Another claim stands; nothing was stored.</summary>
    ClaimStands,

    /// <summary>The run has ended; nothing was stored.</summary>
    RunEnded,
}
