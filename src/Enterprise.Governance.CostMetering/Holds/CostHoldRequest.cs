namespace Enterprise.Governance.CostMetering;

/// <summary>Asks the meter to reserve budget for a call. Immutable.</summary>
public sealed class CostHoldRequest
{
    /// <summary>Creates a request.</summary>
    /// <param name="call">The call.</param>
    /// <param name="tokens">
    /// For an LLM call, the most tokens it is expected to use: the estimated prompt plus the maximum output if one is set;
    /// <see langword="null"/> if nobody knows. Not for tool calls.
    /// </param>
    /// <param name="units">
    /// Cost units to hold. For an LLM call, absent means: computed from <paramref name="tokens"/> by <see cref="CostCalculator"/>. For a tool call, absent means 0.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A value is negative or greater than <see cref="CostCalculator.MaxUnits"/>.</exception>
    /// <exception cref="ArgumentException">Tokens are given for a tool call.</exception>
    public CostHoldRequest(CostCall call, long? tokens = null, long? units = null)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (tokens is not null && call.Kind == CostCallKind.Tool)
            throw new ArgumentException("a tool call has no `tokens`", nameof(tokens));
        if (tokens is { } t)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(t, nameof(tokens));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(t, LlmUsage.MaxTokens, nameof(tokens));
        }

        if (units is { } u)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(u, nameof(units));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(u, CostCalculator.MaxUnits, nameof(units));
        }

        Call = call;
        Tokens = tokens;
        Units = units;
    }

    /// <summary>Gets the call.</summary>
    public CostCall Call { get; }

    /// <summary>Gets the tokens expected at most, or <see langword="null"/>.</summary>
    public long? Tokens { get; }

    /// <summary>Gets the cost units asked for, or <see langword="null"/>.</summary>
    public long? Units { get; }
}
