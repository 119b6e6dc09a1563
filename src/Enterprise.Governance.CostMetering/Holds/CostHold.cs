using System.Collections.Immutable;

namespace Enterprise.Governance.CostMetering;

/// <summary>A request with everything decided that needs no store: what <see cref="ICostStore.HoldAsync"/> checks and reserves. Immutable.</summary>
/// <remarks>Made by <see cref="ICostMeter.PrepareHoldAsync"/>, for the meter itself and for hosts that hold in a transaction of their own.</remarks>
public sealed class CostHold
{
    /// <summary>Creates a hold.</summary>
    /// <param name="call">The call.</param>
    /// <param name="units">Cost units to reserve.</param>
    /// <param name="tokens">Tokens to reserve; of an LLM call at least 1, so that a spent quota refuses also what nobody could estimate.</param>
    /// <param name="limits">The budgets of the run.</param>
    /// <param name="quotas">The daily quotas that apply, in the order in which a refusal names them.</param>
    /// <param name="lifetime">How long the hold lives without being renewed.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative or the lifetime is not positive.</exception>
    public CostHold(CostCall call, long units, long tokens, CostLimits limits, ImmutableArray<CostQuota> quotas, TimeSpan lifetime)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentOutOfRangeException.ThrowIfNegative(units);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(units, CostCalculator.MaxUnits);
        ArgumentOutOfRangeException.ThrowIfNegative(tokens);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tokens, LlmUsage.MaxTokens);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lifetime, TimeSpan.Zero);
        Call = call;
        Units = units;
        Tokens = call.Kind == CostCallKind.Llm ? Math.Max(1, tokens) : 0;
        Limits = limits;
        Quotas = quotas.IsDefault ? [] : quotas;
        Lifetime = lifetime;
    }

    /// <summary>Gets the call.</summary>
    public CostCall Call { get; }

    /// <summary>Gets the cost units to reserve.</summary>
    public long Units { get; }

    /// <summary>Gets the tokens to reserve: at least 1 for an LLM call, 0 for a tool call.</summary>
    public long Tokens { get; }

    /// <summary>Gets the budgets of the run.</summary>
    public CostLimits Limits { get; }

    /// <summary>Gets the daily quotas that apply.</summary>
    public ImmutableArray<CostQuota> Quotas { get; }

    /// <summary>Gets how long the hold lives without being renewed.</summary>
    public TimeSpan Lifetime { get; }
}
