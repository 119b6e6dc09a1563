namespace Enterprise.Governance.Ledger.Keys;

/// <summary>A ring and the generation of its active key in the database: what an append seals with, from its beginning to its end. Immutable.</summary>
/// <param name="Ring">The keys.</param>
/// <param name="Generation">The generation; 0 for a ring that was not registered and can only verify.</param>
internal sealed record SealingKeys(AuditKeyRing Ring, long Generation);
