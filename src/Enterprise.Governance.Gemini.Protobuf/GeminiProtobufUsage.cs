using Enterprise.Governance.CostMetering;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Enterprise.Governance.Gemini.Protobuf;

/// <summary>Usage of Gemini from any protobuf message that has it, by the names of its fields: no SDK is referred to.</summary>
/// <remarks>
/// Read are <c>prompt_token_count</c>, <c>cached_content_token_count</c>, <c>candidates_token_count</c>, <c>thoughts_token_count</c>,
/// <c>tool_use_prompt_token_count</c> and <c>total_token_count</c>. A field with presence (proto3 <c>optional</c>) that is set to zero is zero,
/// one that is not set is absent. A field without presence that is zero is absent: nobody can tell. Thread-safe: static, without state.
/// </remarks>
public static class GeminiProtobufUsage
{
    /// <summary>Returns the usage of a message: a <c>GenerateContentResponse</c>, or a <c>UsageMetadata</c> by itself.</summary>
    /// <param name="message">The message. Of a stream, the last one whose result is not <see langword="null"/> counts.</param>
    /// <returns>The usage; <see langword="null"/> if the message carries none. Counts that cannot be, below zero or too large, are absent.</returns>
    /// <exception cref="ArgumentException">The message's type has neither a field <c>usage_metadata</c> nor fields of usage.</exception>
    public static LlmUsage? Of(IMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        FieldDescriptor? field = message.Descriptor.FindFieldByName("usage_metadata");
        if (field is { FieldType: FieldType.Message, IsRepeated: false })
            return field.Accessor.GetValue(message) is IMessage usage ? OfMetadata(usage) : null;
        return message.Descriptor.FindFieldByName("total_token_count") is not null || message.Descriptor.FindFieldByName("prompt_token_count") is not null
            ? OfMetadata(message)
            : throw new ArgumentException($"`{message.Descriptor.FullName}` has neither a field `usage_metadata` nor `total_token_count`", nameof(message));
    }

    private static LlmUsage? OfMetadata(IMessage message)
    {
        LlmUsage usage = new()
        {
            Prompt = Count(message, "prompt_token_count"),
            Cached = Count(message, "cached_content_token_count"),
            Output = Count(message, "candidates_token_count"),
            Thoughts = Count(message, "thoughts_token_count"),
            ToolUse = Count(message, "tool_use_prompt_token_count"),
            Total = Count(message, "total_token_count"),
        };
        return usage.TotalTokens is null ? null : usage;
    }

    private static long? Count(IMessage message, string name)
    {
        FieldDescriptor? field = message.Descriptor.FindFieldByName(name);
        if (field is null || field.IsRepeated || field.IsMap || (field.HasPresence && !field.Accessor.HasValue(message)))
            return null;
        long? count = field.Accessor.GetValue(message) switch
        {
            int value => value,
            long value => value,
            uint value => value,
            _ => null,
        };
        return count is < 0 or > LlmUsage.MaxTokens || (count == 0 && !field.HasPresence) ? null : count;
    }
}
