namespace Enterprise.Governance.CostMetering;

/// <summary>A call that costs something: which, of which run, by whom, of what. Immutable.</summary>
public sealed class CostCall
{
    /// <summary>Describes a call.</summary>
    /// <param name="runId">The run's identifier.</param>
    /// <param name="callId">The call's identifier, unique within the run. A retry that must not be charged twice uses the same.</param>
    /// <param name="scope">Who calls.</param>
    /// <param name="kind">What is called.</param>
    /// <param name="model">The model's name, if it is an LLM call and known; daily quotas apply to named models only.</param>
    /// <exception cref="ArgumentException">An identifier or the model's name is not valid, or a tool call names a model.</exception>
    public CostCall(string runId, string callId, GovernanceScope scope, CostCallKind kind, string? model = null)
    {
        ArgumentNullException.ThrowIfNull(scope);
        if (kind is not (CostCallKind.Llm or CostCallKind.Tool))
            throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a kind of call");
        if (kind == CostCallKind.Tool && model is not null)
            throw new ArgumentException("a tool call has no `model`", nameof(model));
        RunId = GovernanceIdentifier.Require(runId);
        CallId = GovernanceIdentifier.Require(callId);
        Scope = scope;
        Kind = kind;
        Model = model is null ? null : GovernanceIdentifier.RequireName(model);
    }

    /// <summary>Gets the run's identifier.</summary>
    public string RunId { get; }

    /// <summary>Gets the call's identifier.</summary>
    public string CallId { get; }

    /// <summary>Gets who calls.</summary>
    public GovernanceScope Scope { get; }

    /// <summary>Gets what is called.</summary>
    public CostCallKind Kind { get; }

    /// <summary>Gets the model's name, or <see langword="null"/>.</summary>
    public string? Model { get; }

    /// <summary>Gets tenant, run and call in one value.</summary>
    public CostCallKey Key => new(Scope.Tenant, RunId, CallId);
}
