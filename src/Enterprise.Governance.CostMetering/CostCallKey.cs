namespace Enterprise.Governance.CostMetering;

/// <summary>Identifies a call: the idempotency key of settling, unique within its run, which is unique within its tenant.</summary>
/// <param name="Tenant">The tenant's identifier.</param>
/// <param name="RunId">The run's identifier.</param>
/// <param name="CallId">The call's identifier, 1 to 200 characters, chosen by the caller.</param>
public readonly record struct CostCallKey(string Tenant, string RunId, string CallId);
