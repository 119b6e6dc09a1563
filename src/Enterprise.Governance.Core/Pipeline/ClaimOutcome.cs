using System.Collections.Immutable;

namespace Enterprise.Governance;

/// <summary>What is kept of a final outcome for replay, beside the value. Immutable.</summary>
/// <param name="Code">The stable code, or <see langword="null"/>.</param>
/// <param name="Reason">The reason in words, or <see langword="null"/>.</param>
/// <param name="PolicyIds">The policies that took part.</param>
/// <param name="CostUnits">What was charged.</param>
public sealed record ClaimOutcome(string? Code, string? Reason, ImmutableArray<string> PolicyIds, long CostUnits);
