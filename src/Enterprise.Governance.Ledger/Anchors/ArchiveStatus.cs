namespace Enterprise.Governance.Ledger;

/// <summary>What came of archiving a run.</summary>
public enum ArchiveStatus
{
    /// <summary>The tombstone is in the log, and the rows are gone.</summary>
    Archived,

    /// <summary>Nothing was done: the head or the last leaf of the run, or the number of its personal values, is not what the tombstone was made of.</summary>
    RunMoved,

    /// <summary>Nothing was done: something is still under way in the run, see <see cref="IAnchorSnapshot.IsOpenAsync"/>.</summary>
    RunOpen,

    /// <summary>Nothing was done: the log has another size, or the lease is not the holder's any more.</summary>
    LogMoved,
}
