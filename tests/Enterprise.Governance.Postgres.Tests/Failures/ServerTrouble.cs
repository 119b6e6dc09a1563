namespace Enterprise.Governance.Postgres.Tests.Failures;

/// <summary>What can be wrong with a server.</summary>
public enum ServerTrouble
{
    /// <summary>It refuses connections, and has broken those it had.</summary>
    Gone,

    /// <summary>It keeps its connections and says nothing.</summary>
    Silent,

    /// <summary>It takes no writes.</summary>
    ReadOnly,

    /// <summary>It takes no more connections.</summary>
    Full,

    /// <summary>This process has no connection left.</summary>
    PoolExhausted,
}
