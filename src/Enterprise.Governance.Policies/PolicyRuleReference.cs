namespace Enterprise.Governance.Policies;

/// <summary>Names a rule and its exact content. Two references are equal if both are.</summary>
/// <param name="PolicyId">The rule's <c>policy_id</c>.</param>
/// <param name="Digest">SHA-256 of the rule's canonical text (RFC 8785), lower-case hex.</param>
public readonly record struct PolicyRuleReference(string PolicyId, string Digest);
