namespace Enterprise.Governance.Cli.Keys;

/// <summary>Where a key stands in a ring.</summary>
internal enum RingState
{
    /// <summary>The ring does not have it.</summary>
    No,

    /// <summary>The ring verifies with it.</summary>
    Yes,

    /// <summary>The ring makes new hashes with it.</summary>
    Active,

    /// <summary>The ring has another secret or algorithm under its id.</summary>
    Differs,
}
