namespace Enterprise.Governance.Gemini;

/// <summary>Where Gemini is reached on Vertex AI, and with what.</summary>
public sealed class GeminiVertexOptions
{
    /// <summary>Gets or sets the Google Cloud project.</summary>
    /// <value>None by default; required.</value>
    public string? Project { get; set; }

    /// <summary>Gets or sets the location, such as <c>europe-west4</c>.</summary>
    /// <value><c>global</c> by default.</value>
    public string Location { get; set; } = "global";

    /// <summary>Gets or sets what returns an OAuth 2.0 access token; it is asked before each attempt and should cache.</summary>
    /// <value>None by default; required.</value>
    public Func<CancellationToken, ValueTask<string>>? AccessToken { get; set; }
}
