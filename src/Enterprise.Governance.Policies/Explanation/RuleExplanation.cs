using System.Collections.Immutable;

namespace Enterprise.Governance.Policies;

/// <summary>How one rule came out for one request. Immutable.</summary>
public sealed class RuleExplanation
{
    internal RuleExplanation(PolicyRule rule, PolicyTruth truth, ImmutableArray<CriterionExplanation> criteria) => (Rule, Truth, Criteria) = (rule, truth, criteria);

    /// <summary>Gets the rule.</summary>
    public PolicyRule Rule { get; }

    /// <summary>Gets how its condition came out.</summary>
    public PolicyTruth Truth { get; }

    /// <summary>Gets the criteria of its condition, all of which have to hold; empty for a rule that always applies.</summary>
    public ImmutableArray<CriterionExplanation> Criteria { get; }

    /// <summary>Gets whether it counts: it is true, or it is unknown and denies or requires approval. A shadow rule that counts is reported and has no say.</summary>
    public bool Counts => Truth == PolicyTruth.True || (Truth == PolicyTruth.Unknown && Rule.Effect.FailsClosed);

    /// <summary>Gets what of the decision comes from this rule: <c>effect</c>, <c>deny_reason</c>, <c>cost_units</c>, <c>obligations</c>, in that order; empty for a rule that was outdone or has no say.</summary>
    public ImmutableArray<string> Gives { get; internal init; } = [];
}
