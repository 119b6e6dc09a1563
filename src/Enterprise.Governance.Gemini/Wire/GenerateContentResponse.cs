using System.Text.Json;
using System.Text.Json.Serialization;

namespace Enterprise.Governance.Gemini.Wire;

/// <summary>An answer, or one event of a stream. What it does not name stays in <see cref="Extra"/>.</summary>
internal sealed class GenerateContentResponse
{
    public List<Candidate>? Candidates { get; set; }

    public JsonElement? PromptFeedback { get; set; }

    public UsageMetadata? UsageMetadata { get; set; }

    public string? ModelVersion { get; set; }

    public string? ResponseId { get; set; }

    public string? CreateTime { get; set; }

    public ErrorStatus? Error { get; set; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }

    /// <summary>An empty object is an empty answer in the JSON form of protocol buffers; an object of something else is no answer.</summary>
    internal bool IsAnswer =>
        Candidates is not null || PromptFeedback is not null || UsageMetadata is not null || ModelVersion is not null || ResponseId is not null || Extra is null;
}
