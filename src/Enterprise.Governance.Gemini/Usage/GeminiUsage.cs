using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Gemini.Wire;
using Microsoft.Extensions.AI;

namespace Enterprise.Governance.Gemini;

/// <summary>Gemini's usage metadata as usage for the cost meter, by way of <see cref="UsageDetails"/>, so that middleware may add calls up.</summary>
/// <remarks>
/// Zero is zero, absent is absent. In <see cref="UsageDetails"/>, where reasoning is part of the output, input is prompt + tool use and output
/// is answer + thoughts; the parts as reported stand in <see cref="UsageDetails.AdditionalCounts"/>. Thread-safe: static, without state.
/// </remarks>
public static partial class GeminiUsage
{
    /// <summary>Returns the usage of a response, of all its calls if middleware made several; without a report an estimate from the texts.</summary>
    /// <param name="response">The response, streamed ones put together by <c>ToChatResponse()</c> too.</param>
    /// <param name="prompt">The messages that were sent, to estimate from; optional.</param>
    /// <returns>The usage, marked <see cref="LlmUsage.Estimated"/> if nothing was reported; <see langword="null"/> if there is no text either.</returns>
    public static LlmUsage? Of(ChatResponse response, IEnumerable<ChatMessage>? prompt = null)
    {
        ArgumentNullException.ThrowIfNull(response);
        return (response.Usage is { } details ? Of(details) : null)
            ?? TokenEstimator.Estimate(prompt is null ? null : PromptCharacters(prompt), ResponseCharacters(response.Messages));
    }

    /// <summary>Returns the usage of details, whether this package's client made them or another.</summary>
    /// <param name="details">The details.</param>
    /// <returns>The usage; <see langword="null"/> if no count is present. Counts that cannot be, below zero or too large, are absent.</returns>
    public static LlmUsage? Of(UsageDetails details)
    {
        ArgumentNullException.ThrowIfNull(details);
        long? prompt = Count(details, GeminiDiagnostics.PromptTokensKey);
        long? output = Count(details, GeminiDiagnostics.OutputTokensKey);
        long? toolUse = Count(details, GeminiDiagnostics.ToolUseTokensKey);
        if (prompt is null && toolUse is null)
            prompt = details.InputTokenCount;
        if (output is null && details.OutputTokenCount > (details.ReasoningTokenCount ?? 0))
            output = details.OutputTokenCount - (details.ReasoningTokenCount ?? 0);
        else if (output is null && details.ReasoningTokenCount is null)
            output = details.OutputTokenCount;
        LlmUsage usage = new()
        {
            Prompt = Valid(prompt),
            Cached = Valid(details.CachedInputTokenCount),
            Output = Valid(output),
            Thoughts = Valid(details.ReasoningTokenCount),
            ToolUse = Valid(toolUse),
            Total = Valid(details.TotalTokenCount),
        };
        return usage.TotalTokens is null ? null : usage;
    }

    internal static UsageDetails? Details(UsageMetadata? metadata)
    {
        if (metadata is null)
            return null;
        long? prompt = Valid(metadata.PromptTokenCount), output = Valid(metadata.CandidatesTokenCount);
        long? thoughts = Valid(metadata.ThoughtsTokenCount), toolUse = Valid(metadata.ToolUsePromptTokenCount);
        UsageDetails details = new()
        {
            InputTokenCount = Sum(prompt, toolUse),
            OutputTokenCount = Sum(output, thoughts),
            CachedInputTokenCount = Valid(metadata.CachedContentTokenCount),
            ReasoningTokenCount = thoughts,
            TotalTokenCount = Valid(metadata.TotalTokenCount),
        };
        Add(details, GeminiDiagnostics.PromptTokensKey, prompt);
        Add(details, GeminiDiagnostics.OutputTokensKey, output);
        Add(details, GeminiDiagnostics.ToolUseTokensKey, toolUse);

        // Metadata may carry the kind of traffic only: that is no usage.
        return Of(details) is null ? null : details;
    }

    /// <summary>Adds two calls up. If one of them has a total, the sum has one: a part that only the other reports must not get lost.</summary>
    internal static LlmUsage Add(LlmUsage first, LlmUsage second) => new()
    {
        Prompt = Valid(Sum(first.Prompt, second.Prompt)),
        Cached = Valid(Sum(first.Cached, second.Cached)),
        Output = Valid(Sum(first.Output, second.Output)),
        Thoughts = Valid(Sum(first.Thoughts, second.Thoughts)),
        ToolUse = Valid(Sum(first.ToolUse, second.ToolUse)),
        Total = first.Total is null && second.Total is null ? null : Valid(Sum(first.TotalTokens, second.TotalTokens)),
        Estimated = first.Estimated || second.Estimated,
    };

    private static long? Valid(long? count) => count is >= 0 and <= LlmUsage.MaxTokens ? count : null;

    private static long? Sum(long? first, long? second) => first is null ? second : first + (second ?? 0);

    private static long? Count(UsageDetails details, string key) =>
        details.AdditionalCounts is { } counts && counts.TryGetValue(key, out long count) ? count : null;

    private static void Add(UsageDetails details, string key, long? count)
    {
        if (count is { } value)
            (details.AdditionalCounts ??= [])[key] = value;
    }
}
