namespace Enterprise.Governance.CostMetering;

/// <summary>For whom daily usage is counted.</summary>
public enum CostScopeKind
{
    /// <summary>The tenant as a whole.</summary>
    Tenant,

    /// <summary>One org of the tenant.</summary>
    Org,

    /// <summary>One user of the tenant.</summary>
    User,
}
