namespace Enterprise.Governance;

/// <summary>The right of one worker to carry a run forward. Immutable.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Owner">Who holds it, for people.</param>
/// <param name="FencingToken">Rises with every lease of the run; commits of an older holder are refused.</param>
/// <param name="ExpiresAt">When it lapses unless renewed, by the store's clock.</param>
public sealed record RunLease(string RunId, string Owner, long FencingToken, DateTimeOffset ExpiresAt);
