namespace Enterprise.Governance.CostMetering;

/// <summary>Asks the meter to charge a call that has ended. Immutable.</summary>
public sealed class CostSettleRequest
{
    /// <summary>Creates a request.</summary>
    /// <param name="call">The call, with the scope it was held for.</param>
    /// <param name="usage">For an LLM call, what it used, or what arrived before it was cancelled; <see langword="null"/> if neither usage nor text is to be had.</param>
    /// <param name="units">Cost units to charge; absent for an LLM call means: computed by <see cref="CostCalculator"/>. A tool call must say.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="units"/> is negative or greater than <see cref="CostCalculator.MaxUnits"/>.</exception>
    /// <exception cref="ArgumentException">A tool call has usage or names no units.</exception>
    public CostSettleRequest(CostCall call, LlmUsage? usage = null, long? units = null)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (call.Kind == CostCallKind.Tool && usage is not null)
            throw new ArgumentException("a tool call has no `usage`", nameof(usage));
        if (call.Kind == CostCallKind.Tool && units is null)
            throw new ArgumentException("a tool call is settled with its `units`", nameof(units));
        if (units is { } u)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(u, nameof(units));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(u, CostCalculator.MaxUnits, nameof(units));
        }

        Call = call;
        Usage = usage;
        Units = units;
    }

    /// <summary>Gets the call.</summary>
    public CostCall Call { get; }

    /// <summary>Gets what an LLM call used, or <see langword="null"/>.</summary>
    public LlmUsage? Usage { get; }

    /// <summary>Gets the cost units to charge, or <see langword="null"/>.</summary>
    public long? Units { get; }
}
