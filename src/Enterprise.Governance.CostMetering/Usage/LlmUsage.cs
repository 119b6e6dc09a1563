namespace Enterprise.Governance.CostMetering;

/// <summary>Tokens that one LLM call used. Zero is zero, absent is absent. Immutable.</summary>
/// <remarks>
/// The parts follow Gemini's usage metadata: <see cref="Cached"/> is part of <see cref="Prompt"/>; the total is prompt + output +
/// thoughts + tool use. Of a stream, the last chunk that carries usage counts.
/// </remarks>
public sealed record LlmUsage
{
    /// <summary>The most tokens one call can report: 999,999,999,999,999.</summary>
    public const long MaxTokens = 999_999_999_999_999;

    /// <summary>Gets the tokens of the prompt, cached ones included; <see langword="null"/> if not reported.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or greater than <see cref="MaxTokens"/>.</exception>
    public long? Prompt { get; init => field = Require(value); }

    /// <summary>Gets the tokens of the prompt that came from a cache; <see langword="null"/> if not reported.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or greater than <see cref="MaxTokens"/>.</exception>
    public long? Cached { get; init => field = Require(value); }

    /// <summary>Gets the tokens of the answer; <see langword="null"/> if not reported.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or greater than <see cref="MaxTokens"/>.</exception>
    public long? Output { get; init => field = Require(value); }

    /// <summary>Gets the tokens of reasoning; <see langword="null"/> if not reported.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or greater than <see cref="MaxTokens"/>.</exception>
    public long? Thoughts { get; init => field = Require(value); }

    /// <summary>Gets the tokens of tool-use prompts; <see langword="null"/> if not reported.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or greater than <see cref="MaxTokens"/>.</exception>
    public long? ToolUse { get; init => field = Require(value); }

    /// <summary>Gets the total as reported; <see langword="null"/> if not reported. See <see cref="TotalTokens"/> for the one that counts.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or greater than <see cref="MaxTokens"/>.</exception>
    public long? Total { get; init => field = Require(value); }

    /// <summary>Gets whether the figures are an estimate of ours and not the provider's.</summary>
    public bool Estimated { get; init; }

    /// <summary>
    /// Gets the tokens that count: <see cref="Total"/> if it was reported, else the sum of the parts that were; <see langword="null"/> if
    /// nothing was. Cached tokens are part of the prompt, so they add up only when the prompt itself is absent.
    /// </summary>
    public long? TotalTokens
    {
        get
        {
            if (Total is not null)
                return Total;
            long? prompt = Prompt ?? Cached;
            if (prompt is null && Output is null && Thoughts is null && ToolUse is null)
                return null;
            return Math.Min(MaxTokens, (prompt ?? 0) + (Output ?? 0) + (Thoughts ?? 0) + (ToolUse ?? 0));
        }
    }

    private static long? Require(long? value)
    {
        if (value is { } tokens)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(tokens);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(tokens, MaxTokens);
        }

        return value;
    }
}
