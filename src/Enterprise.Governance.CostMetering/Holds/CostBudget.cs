namespace Enterprise.Governance.CostMetering;

/// <summary>A budget that can refuse a call.</summary>
public enum CostBudget
{
    /// <summary>LLM calls of the run, <c>max_llm_calls</c>.</summary>
    LlmCalls,

    /// <summary>Tool calls of the run, <c>max_tool_calls</c>.</summary>
    ToolCalls,

    /// <summary>Cost units of the run, <c>max_cost_units</c>.</summary>
    CostUnits,

    /// <summary>Tokens of a model in a UTC day, <c>max_tokens_per_day</c>.</summary>
    TokensPerDay,
}
