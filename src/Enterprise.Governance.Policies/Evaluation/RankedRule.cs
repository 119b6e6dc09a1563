namespace Enterprise.Governance.Policies.Evaluation;

/// <summary>A rule with its place in the order of precedence: 0 is the highest priority, ties go to the ordinally smaller id.</summary>
internal sealed record RankedRule(PolicyRule Rule, int Rank);
