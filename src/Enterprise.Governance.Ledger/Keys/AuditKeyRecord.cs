namespace Enterprise.Governance.Ledger;

/// <summary>What the database keeps of an audit key: enough to recognise it, nothing to make a hash with. Immutable.</summary>
/// <param name="Kid">The key's id.</param>
/// <param name="Algorithm">The algorithm.</param>
/// <param name="Generation">The order of activation, from 1; <see langword="null"/> while the key was never active.</param>
/// <param name="CheckValue">A truncated HMAC of a fixed label under the secret; tells whether a process has the same secret.</param>
public sealed record AuditKeyRecord(string Kid, string Algorithm, long? Generation, string CheckValue);
