using System.Text.Json;
using Enterprise.Governance.Gemini.Wire;

namespace Enterprise.Governance.Gemini;

/// <summary>An answer, or one event of a stream: as it came, and read.</summary>
internal sealed record Answer(JsonElement Raw, GenerateContentResponse Content)
{
    /// <exception cref="JsonException">It is of another shape.</exception>
    /// <exception cref="GeminiException">It is an error, or something that is no answer.</exception>
    internal static Answer Of(JsonElement raw)
    {
        if (GeminiFailures.Read(raw) is { } error)
            throw GeminiFailures.OfStatus(null, error, null);
        GenerateContentResponse? content = raw.ValueKind == JsonValueKind.Object ? raw.Deserialize(GeminiJson.Default.GenerateContentResponse) : null;
        return content?.IsAnswer == true ? new Answer(raw, content) : throw GeminiFailures.Invalid("JSON without candidates, feedback and usage");
    }
}
