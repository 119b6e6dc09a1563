using System.Text.Json;

namespace Enterprise.Governance.Gemini.Wire;

internal sealed class FunctionCall
{
    public string? Id { get; set; }

    public string? Name { get; set; }

    public Dictionary<string, JsonElement>? Args { get; set; }
}
