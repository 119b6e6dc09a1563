namespace Enterprise.Governance.Cli.Databases;

/// <summary>Which tables a command reads; they must have the schema of this version.</summary>
internal enum DatabaseNeeds
{
    /// <summary>The chains.</summary>
    Chains,

    /// <summary>Runs and approvals.</summary>
    Runs,

    /// <summary>The chains, and the policy sets that decided.</summary>
    Decisions,

    /// <summary>The chains, and the log of anchors.</summary>
    Log,

    /// <summary>The chains, the log of anchors, and the policy sets that decided.</summary>
    Evidence,
}
