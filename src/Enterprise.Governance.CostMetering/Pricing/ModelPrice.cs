namespace Enterprise.Governance.CostMetering;

/// <summary>What a model costs, in currency per million tokens of each kind. Immutable.</summary>
public sealed record ModelPrice
{
    /// <summary>The highest price per million tokens that is accepted.</summary>
    public const decimal MaxPrice = 1_000_000_000m;

    /// <summary>Gets the price of prompt tokens.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or greater than <see cref="MaxPrice"/>.</exception>
    public required decimal Input { get; init => field = Require(value); }

    /// <summary>Gets the price of answer tokens.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or greater than <see cref="MaxPrice"/>.</exception>
    public required decimal Output { get; init => field = Require(value); }

    /// <summary>Gets the price of prompt tokens that came from a cache; as <see cref="Input"/> if absent.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or greater than <see cref="MaxPrice"/>.</exception>
    public decimal? CachedInput { get; init => field = Require(value); }

    /// <summary>Gets the price of reasoning tokens; as <see cref="Output"/> if absent.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or greater than <see cref="MaxPrice"/>.</exception>
    public decimal? Thoughts { get; init => field = Require(value); }

    /// <summary>Gets the price of tool-use prompt tokens; as <see cref="Input"/> if absent.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or greater than <see cref="MaxPrice"/>.</exception>
    public decimal? ToolUse { get; init => field = Require(value); }

    private static decimal Require(decimal value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MaxPrice);
        return value;
    }

    private static decimal? Require(decimal? value) => value is { } price ? Require(price) : null;
}
