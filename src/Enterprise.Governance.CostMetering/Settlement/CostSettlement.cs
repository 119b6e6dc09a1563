namespace Enterprise.Governance.CostMetering;

/// <summary>A charge with everything computed that needs no store: what <see cref="ICostStore.SettleAsync"/> writes. Immutable.</summary>
/// <remarks>Made by <see cref="ICostMeter.PrepareSettlementAsync"/>, for the meter itself and for hosts that settle in a transaction of their own.</remarks>
public sealed class CostSettlement
{
    /// <summary>Creates a charge.</summary>
    /// <param name="call">The call.</param>
    /// <param name="units">Cost units to charge.</param>
    /// <param name="usage">What an LLM call used, if known.</param>
    /// <param name="amount">What it cost in money, if a price book says so.</param>
    /// <param name="currency">The ISO 4217 code of <paramref name="amount"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="units"/> is negative or greater than <see cref="CostCalculator.MaxUnits"/>.</exception>
    /// <exception cref="ArgumentException">Only one of amount and currency is given.</exception>
    public CostSettlement(CostCall call, long units, LlmUsage? usage = null, decimal? amount = null, string? currency = null)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentOutOfRangeException.ThrowIfNegative(units);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(units, CostCalculator.MaxUnits);
        if (amount is null != currency is null)
            throw new ArgumentException("`amount` and `currency` belong together", nameof(currency));
        Call = call;
        Units = units;
        Usage = usage;
        Amount = amount;
        Currency = currency;
    }

    /// <summary>Gets the call.</summary>
    public CostCall Call { get; }

    /// <summary>Gets the cost units to charge.</summary>
    public long Units { get; }

    /// <summary>Gets what the call used, or <see langword="null"/>.</summary>
    public LlmUsage? Usage { get; }

    /// <summary>Gets what the call cost in money, or <see langword="null"/>.</summary>
    public decimal? Amount { get; }

    /// <summary>Gets the ISO 4217 code of <see cref="Amount"/>, or <see langword="null"/>.</summary>
    public string? Currency { get; }

    /// <summary>Gets the tokens that count for daily quotas: 0 where nobody knows any.</summary>
    public long Tokens => Usage?.TotalTokens ?? 0;
}
