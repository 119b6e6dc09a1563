using System.Text.Json;

namespace Enterprise.Governance.Gemini.Wire;

internal sealed class FunctionResponse
{
    public string? Id { get; set; }

    public string? Name { get; set; }

    public JsonElement? Response { get; set; }
}
