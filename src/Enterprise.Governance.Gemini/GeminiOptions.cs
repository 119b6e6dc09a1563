namespace Enterprise.Governance.Gemini;

/// <summary>How Gemini is reached: with an API key (Google AI), or through Vertex AI if <see cref="Vertex"/> is set.</summary>
public sealed class GeminiOptions
{
    /// <summary>Gets or sets the API key, sent as the header <c>x-goog-api-key</c> and never as part of an address.</summary>
    /// <value>None by default. Required without <see cref="Vertex"/>, not allowed with it.</value>
    public string? ApiKey { get; set; }

    /// <summary>Gets or sets the model for calls that name none in <c>ChatOptions.ModelId</c>.</summary>
    /// <value>None by default. Such as <c>gemini-2.5-flash</c>; a leading <c>models/</c> is accepted.</value>
    public string? Model { get; set; }

    /// <summary>Gets or sets the root of the API, version included.</summary>
    /// <value>
    /// <c>https://generativelanguage.googleapis.com/v1beta</c> by default; on Vertex AI
    /// <c>https://{location}-aiplatform.googleapis.com/v1</c>, and <c>https://aiplatform.googleapis.com/v1</c> for the location <c>global</c>.
    /// </value>
    public Uri? Endpoint { get; set; }

    /// <summary>Gets or sets project, location and token for Vertex AI.</summary>
    /// <value>None by default: the API is that of Google AI.</value>
    public GeminiVertexOptions? Vertex { get; set; }

    /// <summary>Gets or sets how long one attempt may take: until a whole answer is there, or, of a stream, until its start and from each event to the next.</summary>
    /// <value>5 minutes by default, from 1 second to 1 hour.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Gets or sets how often a call is sent again after 429, 500, 502, 503, 504 or a connection that failed before an answer began.</summary>
    /// <value>3 by default, from 0 to 10.</value>
    public int MaxRetries { get; set; } = 3;

    /// <summary>Gets or sets the delay before the first retry; it doubles with each one, and a random part of up to half is taken off.</summary>
    /// <value>1 second by default; positive.</value>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets or sets the longest delay before a retry. If the API asks for a longer one, the call fails at once and says so.</summary>
    /// <value>30 seconds by default; at least <see cref="RetryDelay"/>, at most 1 hour.</value>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(30);
}
