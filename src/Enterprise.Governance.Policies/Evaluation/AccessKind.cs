namespace Enterprise.Governance.Policies.Evaluation;

/// <summary>What an <see cref="AccessKey"/> is about; the smaller, the fewer requests have it, as a rule.</summary>
internal enum AccessKind
{
    Action,
    ActionPattern,
    User,
    Tool,
    Org,
    Tenant,
    Role,
}
