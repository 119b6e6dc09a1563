using Enterprise.Governance.Policies.Conditions;

namespace Enterprise.Governance.Policies.Evaluation;

/// <summary>One way in which a rule matches.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Place">The rule's place in the order of precedence.</param>
/// <param name="Criteria">What must hold, all of it.</param>
internal sealed record Clause(PolicyRule Rule, int Place, Criterion[] Criteria);
