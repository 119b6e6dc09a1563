namespace Enterprise.Governance.Gemini.Wire;

internal sealed class FileReference
{
    public string? MimeType { get; set; }

    public string? FileUri { get; set; }
}
