namespace Enterprise.Governance.Policies;

/// <summary>What a policy decision lets happen, from the mildest to the strictest; the strictest of all matching rules wins.</summary>
public enum PolicyEffect
{
    /// <summary>The action may go on.</summary>
    Allow = 0,

    /// <summary>The action waits until somebody has approved it.</summary>
    RequireApproval = 1,

    /// <summary>The action must not happen.</summary>
    Deny = 2,
}
