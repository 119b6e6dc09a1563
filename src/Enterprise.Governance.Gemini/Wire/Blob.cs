namespace Enterprise.Governance.Gemini.Wire;

internal sealed class Blob
{
    public string? MimeType { get; set; }

    public string? Data { get; set; }
}
