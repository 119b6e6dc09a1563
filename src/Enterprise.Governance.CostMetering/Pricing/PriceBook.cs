using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Enterprise.Governance.CostMetering;

/// <summary>Prices of models in one currency. Optional: it adds money to usage rows and decides nothing. Immutable, thread-safe.</summary>
public sealed class PriceBook
{
    private readonly FrozenDictionary<string, ModelPrice> _prices;

    /// <summary>Creates a price book.</summary>
    /// <param name="currency">The currency's ISO 4217 code, such as <c>EUR</c>: three upper-case letters.</param>
    /// <param name="prices">Prices by model name; names are compared ordinally and match whole.</param>
    /// <exception cref="ArgumentException">The currency is not three upper-case letters, or a model's name is not valid.</exception>
    public PriceBook(string currency, IEnumerable<KeyValuePair<string, ModelPrice>> prices)
    {
        ArgumentNullException.ThrowIfNull(currency);
        ArgumentNullException.ThrowIfNull(prices);
        if (currency.Length != 3 || !currency.All(char.IsAsciiLetterUpper))
            throw new ArgumentException($"`{currency}` is not a currency code; write three upper-case letters, such as `EUR`", nameof(currency));
        Currency = currency;
        _prices = prices.ToFrozenDictionary(static price => GovernanceIdentifier.RequireName(price.Key), static price => price.Value, StringComparer.Ordinal);
    }

    /// <summary>Gets the ISO 4217 code of the currency.</summary>
    public string Currency { get; }

    /// <summary>Gets the price of a model.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="price">Its price, when the result is <see langword="true"/>.</param>
    /// <returns><see langword="true"/> if the book has it.</returns>
    public bool TryGet(string model, [NotNullWhen(true)] out ModelPrice? price) => _prices.TryGetValue(model, out price);

    /// <summary>Returns what a call cost, unrounded.</summary>
    /// <param name="model">The model's name, if known.</param>
    /// <param name="usage">What the call used, if known.</param>
    /// <returns>The amount in <see cref="Currency"/>; <see langword="null"/> if the model is not in the book or the usage names no part that has a price.</returns>
    public decimal? Amount(string? model, LlmUsage? usage)
    {
        if (model is null || usage is null || !_prices.TryGetValue(model, out ModelPrice? price))
            return null;
        long? prompt = usage.Prompt ?? usage.Cached;
        if (prompt is null && usage.Output is null && usage.Thoughts is null && usage.ToolUse is null)
            return null;
        long cached = Math.Min(usage.Cached ?? 0, prompt ?? 0);
        decimal millionths =
            (((prompt ?? 0) - cached) * price.Input)
            + (cached * (price.CachedInput ?? price.Input))
            + ((usage.Output ?? 0) * price.Output)
            + ((usage.Thoughts ?? 0) * (price.Thoughts ?? price.Output))
            + ((usage.ToolUse ?? 0) * (price.ToolUse ?? price.Input));
        return millionths / 1_000_000m;
    }
}
