using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using Microsoft.Net.Http.Headers;

namespace Enterprise.Governance.AspNetCore.Actions;

/// <summary>
/// Writes an answer as <c>{"status":200,"content_type":"…","location":"…"}</c> with its body as <c>json</c> (as it is, so that the chain can be read), <c>text</c> or <c>base64</c>. What is read is, byte
/// for byte, what was written.
/// </summary>
internal sealed class StoredResponseConverter : JsonConverter<StoredResponse>
{
    public override StoredResponse Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        JsonElement stored = document.RootElement;
        byte[] body =
            stored.TryGetProperty("json", out JsonElement json) ? Encoding.UTF8.GetBytes(json.GetRawText())
            : stored.TryGetProperty("text", out JsonElement text) ? Encoding.UTF8.GetBytes(text.GetString()!)
            : stored.TryGetProperty("base64", out JsonElement base64) ? base64.GetBytesFromBase64()
            : [];
        return new StoredResponse(stored.GetProperty("status").GetInt32(), Text(stored, "content_type"), Text(stored, "location"), body);
    }

    public override void Write(Utf8JsonWriter writer, StoredResponse value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteNumber("status", value.Status);
        if (value.ContentType is not null)
            writer.WriteString("content_type", value.ContentType);
        if (value.Location is not null)
            writer.WriteString("location", value.Location);
        ReadOnlySpan<byte> body = value.Body.Span;
        if (IsJson(value))
        {
            writer.WritePropertyName("json");
            writer.WriteRawValue(body, skipInputValidation: true);
        }
        else if (!body.IsEmpty && Utf8.IsValid(body))
        {
            writer.WriteString("text", body);
        }
        else if (!body.IsEmpty)
        {
            writer.WriteBase64String("base64", body);
        }

        writer.WriteEndObject();
    }

    /// <summary>Tells whether the body is one JSON value without anything around it, which a reader would not give back.</summary>
    private static bool IsJson(StoredResponse value)
    {
        ReadOnlySpan<byte> body = value.Body.Span;
        if (body.IsEmpty || IsSpace(body[0]) || IsSpace(body[^1]) || !MediaTypeHeaderValue.TryParse(value.ContentType, out MediaTypeHeaderValue? type)
            || !(type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase)))
        {
            return false;
        }

        Utf8JsonReader reader = new(body);
        try
        {
            reader.Read();
            reader.Skip();
            return !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool IsSpace(byte value) => value is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';

    private static string? Text(JsonElement stored, string name) => stored.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;
}
