using Enterprise.Governance.Policies.Conditions;

namespace Enterprise.Governance.Policies.Evaluation;

/// <summary>A clause of a rule ready to be asked: what is quick to compare, and the rest of it.</summary>
/// <remarks>A name that is absent is not compared; a mask of 0 neither. The prefix of a tool is only a quick no: the pattern stands in the rest.</remarks>
internal readonly record struct Guard(int Rule, string? Owner, string? Tenant, string? Org, string? User, string? Tool, string? ToolPrefix, ulong AnyRole, ulong AllRoles, Condition? Rest, bool FailsClosed);
