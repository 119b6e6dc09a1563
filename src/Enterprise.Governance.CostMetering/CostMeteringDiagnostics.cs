namespace Enterprise.Governance.CostMetering;

/// <summary>Names of the meter's telemetry. OpenTelemetry's GenAI names where they exist. No tenant, org, user or run is ever a tag.</summary>
public static class CostMeteringDiagnostics
{
    /// <summary>The name of the <see cref="System.Diagnostics.Metrics.Meter"/>.</summary>
    public const string MeterName = "Enterprise.Governance.CostMetering";

    /// <summary>Histogram of tokens per settled LLM call, in <c>{token}</c>, by <see cref="TokenTypeTag"/> and <see cref="ModelTag"/> (OpenTelemetry GenAI).</summary>
    public const string TokenUsage = "gen_ai.client.token.usage";

    /// <summary>Counter of cost units charged, in <c>{unit}</c>, by <see cref="KindTag"/>.</summary>
    public const string CostUnits = "governance.cost.units";

    /// <summary>Counter of holds, in <c>{hold}</c>, by <see cref="KindTag"/>, <see cref="StatusTag"/> and, for refusals, <see cref="BudgetTag"/>.</summary>
    public const string Holds = "governance.cost.holds";

    /// <summary>Counter of settlements that found no hold any more, in <c>{call}</c>, by <see cref="KindTag"/>.</summary>
    public const string LateSettlements = "governance.cost.late_settlements";

    /// <summary>Tag: <c>input</c> or <c>output</c> (OpenTelemetry GenAI); reasoning is output, tool-use prompts are input.</summary>
    public const string TokenTypeTag = "gen_ai.token.type";

    /// <summary>Tag: the model's name (OpenTelemetry GenAI).</summary>
    public const string ModelTag = "gen_ai.request.model";

    /// <summary>Tag: <c>llm</c> or <c>tool</c>.</summary>
    public const string KindTag = "governance.cost.kind";

    /// <summary>Tag: <c>granted</c>, <c>refused</c> or <c>already_settled</c>.</summary>
    public const string StatusTag = "governance.cost.status";

    /// <summary>Tag: <c>llm_calls</c>, <c>tool_calls</c>, <c>cost_units</c> or <c>tokens_per_day</c>.</summary>
    public const string BudgetTag = "governance.cost.budget";
}
