namespace Enterprise.Governance.CostMetering;

/// <summary>What a run has spent and holds, at one moment.</summary>
/// <param name="LlmCalls">LLM calls settled.</param>
/// <param name="ToolCalls">Tool calls settled.</param>
/// <param name="CostUnits">Cost units settled.</param>
/// <param name="Tokens">Tokens settled.</param>
/// <param name="HeldLlmCalls">LLM calls in flight.</param>
/// <param name="HeldToolCalls">Tool calls in flight.</param>
/// <param name="HeldCostUnits">Cost units reserved by calls in flight.</param>
public sealed record RunUsage(
    long LlmCalls, long ToolCalls, long CostUnits, long Tokens, long HeldLlmCalls, long HeldToolCalls, long HeldCostUnits)
{
    /// <summary>Gets the usage of a run that has not called anything.</summary>
    public static RunUsage None { get; } = new(0, 0, 0, 0, 0, 0, 0);
}
