using System.Text.Json;

namespace Enterprise.Governance.Gemini.Wire;

internal sealed class CandidateContent
{
    public List<JsonElement>? Parts { get; set; }
}
