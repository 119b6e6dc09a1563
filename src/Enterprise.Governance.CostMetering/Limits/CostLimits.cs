namespace Enterprise.Governance.CostMetering;

/// <summary>A tenant's budgets per run and its prices. Immutable.</summary>
/// <remarks>An absent limit is unlimited, a limit of 0 allows nothing. An absent price is the default, a price of 0 is free.</remarks>
public sealed record CostLimits
{
    /// <summary>Gets limits that limit nothing, with default prices.</summary>
    public static CostLimits Unlimited { get; } = new();

    /// <summary>Gets the most LLM calls of a run (<c>max_llm_calls</c>).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public long? MaxLlmCalls { get; init => field = Require(value); }

    /// <summary>Gets the most tool calls of a run (<c>max_tool_calls</c>).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public long? MaxToolCalls { get; init => field = Require(value); }

    /// <summary>Gets the most cost units of a run, LLM and tool calls together (<c>max_cost_units</c>).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public long? MaxCostUnits { get; init => field = Require(value); }

    /// <summary>Gets the cost units of 1,000 tokens (<c>llm_cost_units_per_1k_tokens</c>); absent, <see cref="LlmCallCostUnits"/> is the rate.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or greater than <see cref="CostCalculator.MaxUnits"/>.</exception>
    public long? LlmCostUnitsPer1kTokens { get; init => field = RequirePrice(value); }

    /// <summary>Gets the cost units of a call whose tokens nobody knows (<c>llm_call_cost_units</c>); absent, <see cref="CostCalculator.DefaultCallCostUnits"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or greater than <see cref="CostCalculator.MaxUnits"/>.</exception>
    public long? LlmCallCostUnits { get; init => field = RequirePrice(value); }

    private static long? Require(long? value)
    {
        if (value is { } limit)
            ArgumentOutOfRangeException.ThrowIfNegative(limit);
        return value;
    }

    private static long? RequirePrice(long? value)
    {
        if (Require(value) is { } price)
            ArgumentOutOfRangeException.ThrowIfGreaterThan(price, CostCalculator.MaxUnits);
        return value;
    }
}
