namespace Enterprise.Governance.Policies.Benchmarks;

/// <summary>What varies from rule to rule.</summary>
internal sealed record RuleText(string Id, string Action, int? AmountOver, int Priority);
