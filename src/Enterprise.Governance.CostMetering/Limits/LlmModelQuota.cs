namespace Enterprise.Governance.CostMetering;

/// <summary>What one model may be used for in a day. Immutable.</summary>
public sealed record LlmModelQuota
{
    /// <summary>Gets the most tokens of a UTC day (<c>max_tokens_per_day</c>); absent is unlimited, 0 allows nothing.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public long? MaxTokensPerDay
    {
        get;
        init
        {
            if (value is { } limit)
                ArgumentOutOfRangeException.ThrowIfNegative(limit);
            field = value;
        }
    }
}
