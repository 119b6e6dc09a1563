namespace Enterprise.Governance.RateLimiting;

/// <summary>Whose requests a counter counts.</summary>
public enum RateLimitKind
{
    /// <summary>Those of the whole tenant.</summary>
    Tenant,

    /// <summary>Those of one org of the tenant.</summary>
    Org,

    /// <summary>Those of one user of the tenant.</summary>
    User,
}
