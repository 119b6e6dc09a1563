namespace Enterprise.Governance.CostMetering;

/// <summary>Turns the usage of an LLM call into cost units. Pure.</summary>
public static class CostCalculator
{
    /// <summary>The price of a call in cost units where the limits name none: 10.</summary>
    public const long DefaultCallCostUnits = 10;

    /// <summary>The most cost units one call can cost; the result never exceeds it.</summary>
    public const long MaxUnits = 999_999_999_999_999;

    /// <summary>Returns the cost units of an LLM call.</summary>
    /// <param name="usage">What it used, reported or estimated; <see langword="null"/> if neither is to be had.</param>
    /// <param name="limits">The tenant's prices, see <see cref="CostLimits.LlmCostUnitsPer1kTokens"/> and <see cref="CostLimits.LlmCallCostUnits"/>.</param>
    /// <returns>
    /// Without a token count, the price of a call. With zero tokens, 0. Else, with the rate (per-1k price, or the call's price where that is
    /// absent), <c>max(1, ceil(tokens × rate / 1000))</c>; a rate of 0 is free.
    /// </returns>
    public static long Units(LlmUsage? usage, CostLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        long perCall = limits.LlmCallCostUnits ?? DefaultCallCostUnits;
        if (usage?.TotalTokens is not { } tokens)
            return perCall;
        long rate = limits.LlmCostUnitsPer1kTokens ?? perCall;
        if (tokens == 0 || rate == 0)
            return 0;

        // tokens × rate > 0, so the quotient rounded up is at least 1. 128 bits: both factors have up to 50.
        Int128 units = (((Int128)tokens * rate) + 999) / 1000;
        return units > MaxUnits ? MaxUnits : (long)units;
    }
}
