namespace Enterprise.Governance.Postgres;

/// <summary>The capabilities whose tables a database holds; each has migrations of its own.</summary>
[Flags]
public enum PostgresFeatures
{
    /// <summary>No tables.</summary>
    None = 0,

    /// <summary>The chain ledger: <c>run_events</c>, <c>run_heads</c>, <c>run_append_keys</c>, <c>audit_keys</c>, <c>ledger_verification</c>.</summary>
    Ledger = 1,

    /// <summary>Versions of policy sets: <c>policy_sets</c>, <c>policy_activations</c>.</summary>
    Policies = 2,

    /// <summary>Counters of the rate limiter.</summary>
    RateLimiting = 4,

    /// <summary>Budgets, holds and usage rows of the cost meter.</summary>
    CostMetering = 8,

    /// <summary>Registered projections.</summary>
    Projections = 16,

    /// <summary>Runs, approvals and action claims; needs all of the above.</summary>
    Core = 32,

    /// <summary>The log of anchors: <c>anchor_log</c>, <c>anchor_leaves</c>, <c>anchor_nodes</c>, <c>anchor_runs</c>, <c>anchor_checkpoints</c>; needs <see cref="Ledger"/>.</summary>
    Anchoring = 64,

    /// <summary>Every capability.</summary>
    All = Ledger | Policies | RateLimiting | CostMetering | Projections | Core | Anchoring,
}
