namespace Enterprise.Governance.Policies.Conditions;

/// <summary>What a wildcard criterion looks at.</summary>
internal enum Subject
{
    Action,
    Tool,
    Tenant,
    Org,
    User,
}
