namespace Enterprise.Governance.Ledger;

/// <summary>Whom a run belongs to, as the table of runs says; the chain says it too, in <c>run.started</c>. Immutable.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Org">The org, or <see langword="null"/>.</param>
/// <param name="User">The user, or <see langword="null"/>.</param>
public sealed record RunSubject(string Tenant, string? Org, string? User);
