namespace Enterprise.Governance.Anchoring;

/// <summary>One thing that is wrong with a bundle. Immutable. Holds no hash and nothing of the content.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Kind">What is wrong.</param>
/// <param name="Reason">For <see cref="EvidenceFindingKind.Malformed"/>: what the line should be; <see langword="null"/> otherwise.</param>
/// <param name="IsPersonal">Whether the line is one of the file with personal values.</param>
public sealed record EvidenceFinding(long Line, EvidenceFindingKind Kind, string? Reason = null, bool IsPersonal = false);
