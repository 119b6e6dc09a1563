namespace Enterprise.Governance;

/// <summary>The options as they were when the host started. Immutable.</summary>
internal sealed record GovernanceSettings(
    ArgumentCapture ArgumentCapture,
    TimeSpan ApprovalLifetime,
    TimeSpan ApprovalPollInterval,
    TimeSpan HeartbeatLifetime,
    TimeSpan LeaseLifetime,
    bool RequesterMayApprove,
    int MaxStoredResultBytes)
{
    internal static GovernanceSettings From(GovernanceOptions options) => new(
        options.ArgumentCapture, options.ApprovalLifetime, options.ApprovalPollInterval, options.HeartbeatLifetime,
        options.LeaseLifetime, options.RequesterMayApprove, options.MaxStoredResultBytes);
}
