using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Enterprise.Governance.Gemini;

/// <summary>Messages as contents. Results of parallel calls go together, as the API demands, also if they come in several messages.</summary>
internal static class ContentWriter
{
    internal static JsonArray Contents(List<ChatMessage> messages)
    {
        JsonArray contents = [];
        PartWriter writer = new();
        JsonArray? results = null;
        foreach (ChatMessage message in messages)
        {
            if (message.Role == ChatRole.System)
                continue;
            JsonArray parts = results is not null && message.Role == ChatRole.Tool ? results : [];
            int before = parts.Count;
            writer.Write(message.Contents, parts);
            if (before == 0 && parts.Count > 0)
                contents.Add((JsonNode)new JsonObject { ["role"] = message.Role == ChatRole.Assistant ? "model" : "user", ["parts"] = parts });
            results = message.Role == ChatRole.Tool ? parts : null;
        }

        return contents;
    }

    internal static JsonObject? SystemInstruction(List<ChatMessage> messages, string? instructions)
    {
        JsonArray parts = [];
        IEnumerable<string> texts = messages.Where(static message => message.Role == ChatRole.System).Select(static message => message.Text);
        foreach (string text in texts.Prepend(instructions ?? "").Where(static text => text.Length > 0))
            parts.Add((JsonNode)new JsonObject { ["text"] = text });
        return parts.Count == 0 ? null : new JsonObject { ["parts"] = parts };
    }
}
