namespace Enterprise.Governance.Ledger.Personal;

/// <summary>A commitment in an event's data. Immutable.</summary>
/// <param name="Path">Where it stands: an RFC 6901 pointer from the data.</param>
/// <param name="Commitment">The commitment, 64 lower-case hexadecimal digits.</param>
/// <param name="Place">Where its object begins and ends in the text.</param>
internal readonly record struct CommittedPlace(string Path, string Commitment, Range Place);
