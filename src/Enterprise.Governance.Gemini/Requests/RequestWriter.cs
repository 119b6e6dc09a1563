using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Enterprise.Governance.Gemini;

/// <summary>Messages and options as the body of a request.</summary>
internal static class RequestWriter
{
    // The body is JSON for an API and never part of a page: letters beyond ASCII stay as they are.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static ReadOnlyMemory<byte> Write(IEnumerable<ChatMessage> messages, ChatOptions? options, string model, IChatClient client)
    {
        JsonObject request = Prototype(options, client);
        List<ChatMessage> all = [.. messages];
        JsonArray contents = ContentWriter.Contents(all);
        if (contents.Count == 0 && !request.ContainsKey("contents"))
            throw new ArgumentException("there is no message with content besides system instructions", nameof(messages));
        Fill(request, "contents", contents);
        Fill(request, "systemInstruction", ContentWriter.SystemInstruction(all, options?.Instructions));
        if (options is not null)
            Fill(request, options, model);
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, Options))
            request.WriteTo(writer);
        return buffer.WrittenMemory;
    }

    private static void Fill(JsonObject request, ChatOptions options, string model)
    {
        ToolWriter.Fill(request, options);
        JsonObject generated = GenerationConfigWriter.Of(options, model);
        if (request["generationConfig"] is JsonObject given)
        {
            foreach ((string name, JsonNode? value) in generated)
                Fill(given, name, value?.DeepClone());
        }
        else if (generated.Count > 0)
        {
            Fill(request, "generationConfig", generated);
        }
    }

    /// <summary>What the host set by itself comes first: it may know the API's newest fields.</summary>
    internal static void Fill(JsonObject target, string name, JsonNode? value)
    {
        if (value is not null && !target.ContainsKey(name))
            target[name] = value;
    }

    private static JsonObject Prototype(ChatOptions? options, IChatClient client) => options?.RawRepresentationFactory?.Invoke(client) switch
    {
        null => [],
        JsonObject given => (JsonObject)given.DeepClone(),
        { } other => throw new ArgumentException($"`RawRepresentationFactory` returned a {other.GetType().Name}; it must return a JsonObject, the request to complete", nameof(options)),
    };
}
