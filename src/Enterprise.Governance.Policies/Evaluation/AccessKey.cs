namespace Enterprise.Governance.Policies.Evaluation;

/// <summary>Something of a request that can be looked up: where it is not there, the conditions that name it are false.</summary>
internal readonly record struct AccessKey(AccessKind Kind, string Text);
