using System.Text.Json;

namespace Enterprise.Governance.Gemini.Wire;

/// <summary>The API's error (<c>google.rpc.Status</c>). Its message is not read: it may repeat what was sent.</summary>
internal sealed class ErrorStatus
{
    public int? Code { get; set; }

    public string? Status { get; set; }

    public List<JsonElement>? Details { get; set; }
}
