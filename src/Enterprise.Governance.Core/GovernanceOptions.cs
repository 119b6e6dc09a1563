using System.ComponentModel.DataAnnotations;
using Enterprise.Governance.Policies;

namespace Enterprise.Governance;

/// <summary>How runs, approvals and the governed pipeline behave.</summary>
public sealed class GovernanceOptions
{
    /// <summary>Gets or sets what happens to an action that no rule decides, for tenants that say nothing themselves.</summary>
    /// <value><see cref="PolicyEffect.Allow"/> by default.</value>
    public PolicyEffect DefaultEffect { get; set; } = PolicyEffect.Allow;

    /// <summary>Gets or sets how arguments enter the chain, for calls that say nothing themselves.</summary>
    /// <value><see cref="ArgumentCapture.Value"/> by default.</value>
    public ArgumentCapture ArgumentCapture { get; set; }

    /// <summary>Gets or sets how long an approval may be decided.</summary>
    /// <value>24 hours by default.</value>
    public TimeSpan ApprovalLifetime { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Gets or sets how often <see cref="IApprovals.WaitAsync"/> looks at the store.</summary>
    /// <value>One second by default.</value>
    public TimeSpan ApprovalPollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets or sets how long a running action counts as alive without a heartbeat; heartbeats come three times as often.</summary>
    /// <value>60 seconds by default; at most the cost meter's <c>HoldLifetime</c>, since a heartbeat renews the action's hold too.</value>
    public TimeSpan HeartbeatLifetime { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Gets or sets how long a run lease lives unless renewed; it is renewed three times as often.</summary>
    /// <value>60 seconds by default.</value>
    public TimeSpan LeaseLifetime { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Gets or sets whether the requester may decide their own approval. For development only.</summary>
    /// <value><see langword="false"/> by default; start-up outside Development fails when it is set.</value>
    public bool RequesterMayApprove { get; set; }

    /// <summary>Gets or sets the most bytes of a result that are kept for replay.</summary>
    /// <value>1 MiB by default; a larger result is replayed without a value.</value>
    [Range(0, 64 * 1024 * 1024)]
    public int MaxStoredResultBytes { get; set; } = 1024 * 1024;
}
