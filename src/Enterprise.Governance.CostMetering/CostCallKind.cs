namespace Enterprise.Governance.CostMetering;

/// <summary>What is called.</summary>
public enum CostCallKind
{
    /// <summary>A large language model; counts for <c>llm_calls</c>, <c>cost_units</c> and daily tokens.</summary>
    Llm,

    /// <summary>A tool; counts for <c>tool_calls</c> and <c>cost_units</c>.</summary>
    Tool,
}
