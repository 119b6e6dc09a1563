using Enterprise.Governance.Policies.Conditions;

namespace Enterprise.Governance.Policies.Evaluation;

/// <summary>A rule ready to be asked: what is quick to compare, and the rest of its condition.</summary>
/// <remarks>A name that is absent is not compared; a mask of 0 neither.</remarks>
internal readonly record struct Guard(string? Owner, string? Tenant, string? Org, string? User, string? Tool, ulong AnyRole, ulong AllRoles, Condition? Rest, bool FailsClosed);
