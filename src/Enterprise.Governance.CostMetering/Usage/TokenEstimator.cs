namespace Enterprise.Governance.CostMetering;

/// <summary>Estimates tokens from text where a provider reports none: one token per four characters, rounded up.</summary>
/// <remarks>
/// A character is a UTF-16 code unit (<see cref="string.Length"/>), so that text outside the basic plane, which costs more tokens,
/// also counts for more. Prompt and response are rounded up each for itself.
/// </remarks>
public static class TokenEstimator
{
    /// <summary>Returns <c>ceil(characters / 4)</c>.</summary>
    /// <param name="characters">UTF-16 code units, zero or more.</param>
    /// <returns>The tokens.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="characters"/> is negative.</exception>
    public static long EstimateTokens(long characters)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(characters);
        return Math.Min(LlmUsage.MaxTokens, (characters / 4) + (characters % 4 == 0 ? 0 : 1));
    }

    /// <summary>Estimates the usage of a call from its texts.</summary>
    /// <param name="prompt">The prompt, if it is known.</param>
    /// <param name="response">The answer, or as much of it as arrived, if it is known.</param>
    /// <returns>A usage marked <see cref="LlmUsage.Estimated"/>; <see langword="null"/> if there is no text at all to estimate from.</returns>
    public static LlmUsage? Estimate(string? prompt, string? response) => Estimate(prompt?.Length, response?.Length);

    /// <summary>Estimates the usage of a call from the lengths of its texts, for callers that stream and keep no text.</summary>
    /// <param name="promptCharacters">UTF-16 code units of the prompt, if known.</param>
    /// <param name="responseCharacters">UTF-16 code units of the answer, if known.</param>
    /// <returns>A usage marked <see cref="LlmUsage.Estimated"/>; <see langword="null"/> if there is no text at all to estimate from.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A length is negative.</exception>
    public static LlmUsage? Estimate(long? promptCharacters, long? responseCharacters)
    {
        LlmUsage usage = new()
        {
            Prompt = promptCharacters is { } prompt ? EstimateTokens(prompt) : null,
            Output = responseCharacters is { } response ? EstimateTokens(response) : null,
            Estimated = true,
        };

        // Two empty texts say nothing about the call: it is charged as a call, not as free.
        return usage.TotalTokens > 0 ? usage : null;
    }
}
