namespace Enterprise.Governance;

/// <summary>Who decides an approval, as the host authenticated them. Immutable.</summary>
/// <param name="Tenant">The tenant whose approvals they may decide.</param>
/// <param name="User">The user within the tenant, or another identity such as <c>os:alice@host</c>.</param>
public sealed record ApproverIdentity(string Tenant, string User);
