using System.Globalization;
using System.Text.Json;
using Enterprise.Governance.Gemini.Wire;
using Microsoft.Extensions.AI;

namespace Enterprise.Governance.Gemini;

/// <summary>Reads the answers of one call: the only one, or the events of its stream one after the other.</summary>
internal sealed class ResponseReader(string model, TimeProvider time)
{
    private readonly PartReader _parts = new(time);
    private string? _responseId;
    private string? _modelId;

    /// <summary>Gets the last usage that was reported.</summary>
    internal UsageDetails? Usage { get; private set; }

    internal ChatResponse ReadWhole(Answer answer)
    {
        ChatResponseUpdate update = Read(answer, isWhole: true);
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, update.Contents) { MessageId = update.MessageId, RawRepresentation = answer.Raw })
        {
            ResponseId = update.ResponseId,
            ModelId = update.ModelId,
            CreatedAt = update.CreatedAt,
            FinishReason = update.FinishReason,
            Usage = Usage,
            AdditionalProperties = update.AdditionalProperties,
            RawRepresentation = answer.Raw,
        };
    }

    internal ChatResponseUpdate ReadEvent(Answer answer) => Read(answer, isWhole: false);

    /// <summary>The update after the last event. Usage is told once: whoever puts updates together adds it up.</summary>
    internal ChatResponseUpdate? End() => Usage is null ? null : new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(Usage)])
    {
        ResponseId = _responseId,
        MessageId = _responseId,
        ModelId = _modelId,
    };

    private ChatResponseUpdate Read(Answer answer, bool isWhole)
    {
        GenerateContentResponse content = answer.Content;
        _responseId = content.ResponseId ?? _responseId;
        _modelId = content.ModelVersion ?? _modelId ?? model;

        // Alternatives beyond the first have no place in Microsoft.Extensions.AI; the raw representation has them.
        Candidate? candidate = content.Candidates?.Find(static candidate => candidate is { Index: null or 0 });
        List<AIContent> contents = [];
        foreach (JsonElement part in candidate?.Content?.Parts ?? [])
            _parts.Read(part, contents);
        AdditionalPropertiesDictionary properties = [];
        Keep(content.Extra, properties);
        Keep(candidate?.Extra, properties);
        if (candidate is not null)
            Citations.Annotate(candidate, contents, isWhole);
        ChatFinishReason? finish = FinishReasons.Of(candidate?.FinishReason, _parts.HasFunctionCalls);
        if (candidate?.FinishReason is { } reason)
            properties[GeminiDiagnostics.FinishReasonKey] = reason;
        if (ReadFeedback(content, properties))
            finish = ChatFinishReason.ContentFilter;
        ReadUsage(answer, properties);
        return new ChatResponseUpdate(ChatRole.Assistant, contents)
        {
            ResponseId = _responseId,
            MessageId = _responseId,
            ModelId = _modelId,
            CreatedAt = Time(content.CreateTime),
            FinishReason = finish,
            AdditionalProperties = properties.Count == 0 ? null : properties,
            RawRepresentation = answer.Raw,
        };
    }

    private static bool ReadFeedback(GenerateContentResponse content, AdditionalPropertiesDictionary properties)
    {
        if (content.PromptFeedback is not { ValueKind: JsonValueKind.Object } feedback)
            return false;
        properties["promptFeedback"] = feedback;
        if (!feedback.TryGetProperty("blockReason", out JsonElement reason) || reason.ValueKind != JsonValueKind.String || reason.ValueEquals("BLOCK_REASON_UNSPECIFIED"u8))
            return false;
        properties[GeminiDiagnostics.BlockReasonKey] = reason.GetString();
        return true;
    }

    private void ReadUsage(Answer answer, AdditionalPropertiesDictionary properties)
    {
        if (GeminiUsage.Details(answer.Content.UsageMetadata) is not { } usage)
            return;
        Usage = usage;
        properties[GeminiDiagnostics.UsageMetadataKey] = answer.Raw.GetProperty("usageMetadata");
    }

    private static void Keep(Dictionary<string, JsonElement>? extra, AdditionalPropertiesDictionary properties)
    {
        foreach ((string name, JsonElement value) in extra ?? [])
            properties[name] = value;
    }

    private static DateTimeOffset? Time(string? value) =>
        DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time : null;
}
