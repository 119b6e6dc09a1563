namespace ReferenceServer.Workers;

/// <summary>What became of a run when a worker looked at it.</summary>
internal enum RunLook
{
    /// <summary>There is no such run.</summary>
    Unknown,

    /// <summary>It had ended before.</summary>
    Ended,

    /// <summary>It ended now.</summary>
    Finished,

    /// <summary>Another worker has its lease, or its tenant has enough runs under way; it comes back later.</summary>
    Busy,

    /// <summary>It waits for an approval, and for no worker.</summary>
    Parked,

    /// <summary>It met a limit, and comes back when there is quota again.</summary>
    Limited,

    /// <summary>The worker stops; the next one goes on where it stood.</summary>
    HandedBack,
}
