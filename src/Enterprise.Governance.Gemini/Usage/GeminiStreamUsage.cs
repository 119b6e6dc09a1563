using System.Text.Json;
using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Gemini.Wire;
using Microsoft.Extensions.AI;

namespace Enterprise.Governance.Gemini;

/// <summary>Keeps count of a stream, so that one that was cancelled or broke off is charged for what arrived.</summary>
/// <remarks>
/// Of one call's stream, the last update with usage counts; calls that function invocation makes in between are added up. While a stream is
/// not at its end, and its last usage says nothing of an answer, the text that arrived is estimated and the result is marked
/// <see cref="LlmUsage.Estimated"/>. For one stream and one reader: not thread-safe.
/// </remarks>
public sealed class GeminiStreamUsage
{
    private readonly long? _promptCharacters;
    private LlmUsage? _ended;
    private LlmUsage? _last;
    private long _characters;
    private bool _open;

    /// <summary>Starts to count.</summary>
    /// <param name="prompt">The messages that are sent, for an estimate where the stream reports nothing; optional.</param>
    public GeminiStreamUsage(IEnumerable<ChatMessage>? prompt = null) =>
        _promptCharacters = prompt is null ? null : GeminiUsage.PromptCharacters(prompt);

    /// <summary>Gets the UTF-16 characters of text, reasoning and function calls that arrived.</summary>
    public long ResponseCharacters { get; private set; }

    /// <summary>Gets the usage of what arrived so far; <see langword="null"/> if nothing did.</summary>
    public LlmUsage? Current
    {
        get
        {
            LlmUsage? open = _open ? OfOpenCall() : null;
            return _ended is null || open is null ? _ended ?? open : GeminiUsage.Add(_ended, open);
        }
    }

    /// <summary>Takes an update into account.</summary>
    /// <param name="update">The next update of the stream.</param>
    public void Observe(ChatResponseUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);
        UsageDetails? total = null;
        foreach (UsageContent content in update.Contents.OfType<UsageContent>())
            total = content.Details;
        if (total is not null && GeminiUsage.Of(total) is { } reported)
        {
            // The update at the end of one call's stream.
            _ended = _ended is null ? reported : GeminiUsage.Add(_ended, reported);
            (_last, _characters, _open) = (null, 0, false);
            return;
        }

        if (update.Role is { } role && role != ChatRole.Assistant)
            return;
        long characters = GeminiUsage.ResponseCharacters(update.Contents);
        ResponseCharacters += characters;
        _characters += characters;
        _last = Metadata(update) ?? _last;
        _open |= _characters > 0 || _last is not null;
    }

    private LlmUsage? OfOpenCall()
    {
        if (_last is null)
            return TokenEstimator.Estimate(_promptCharacters, _characters);
        if (_last.Output is not null || _last.Thoughts is not null || _characters == 0)
            return _last;

        // Some models report the prompt with every event and the answer with the last alone.
        return _last with
        {
            Output = TokenEstimator.EstimateTokens(_characters),
            Total = _last.Total is { } total ? Math.Min(LlmUsage.MaxTokens, total + TokenEstimator.EstimateTokens(_characters)) : null,
            Estimated = true,
        };
    }

    private static LlmUsage? Metadata(ChatResponseUpdate update)
    {
        if (update.AdditionalProperties?.TryGetValue(GeminiDiagnostics.UsageMetadataKey, out object? value) != true || value is not JsonElement element)
            return null;
        UsageMetadata? metadata = element.Deserialize(GeminiJson.Default.UsageMetadata);
        return GeminiUsage.Details(metadata) is { } details ? GeminiUsage.Of(details) : null;
    }
}
