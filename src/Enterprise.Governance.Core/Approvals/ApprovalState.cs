namespace Enterprise.Governance;

/// <summary>Where an approval stands.</summary>
public enum ApprovalState
{
    /// <summary>Nobody has decided.</summary>
    Pending,

    /// <summary>Granted; good for one execution.</summary>
    Approved,

    /// <summary>Refused.</summary>
    Denied,

    /// <summary>Nobody decided in time; counts as refused.</summary>
    Expired,
}
