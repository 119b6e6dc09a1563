using System.Text.Json;
using System.Text.Json.Serialization;

namespace Enterprise.Governance.Gemini.Wire;

/// <summary>One alternative of an answer. Ratings, citations, grounding and whatever comes next stay in <see cref="Extra"/>.</summary>
internal sealed class Candidate
{
    public CandidateContent? Content { get; set; }

    public string? FinishReason { get; set; }

    public int? Index { get; set; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}
