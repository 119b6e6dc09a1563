namespace Enterprise.Governance;

/// <summary>What became of the erasure of a run.</summary>
public enum RunErasureStatus
{
    /// <summary>What can be erased is gone, now or since an earlier time.</summary>
    Erased,

    /// <summary>The tenant has no such run; nothing was changed.</summary>
    NotFound,

    /// <summary>The run has not ended; nothing was changed. Cancel it first.</summary>
    RunNotEnded,
}
