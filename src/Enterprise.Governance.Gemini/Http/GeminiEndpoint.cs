using System.Net.Http.Headers;

namespace Enterprise.Governance.Gemini;

/// <summary>Addresses and credentials: the key is a header, never part of an address.</summary>
internal sealed class GeminiEndpoint
{
    private readonly string? _apiKey;
    private readonly Func<CancellationToken, ValueTask<string>>? _accessToken;
    private readonly string _root;

    internal GeminiEndpoint(GeminiOptions options)
    {
        _apiKey = options.ApiKey;
        _accessToken = options.Vertex?.AccessToken;
        IsVertex = options.Vertex is not null;
        Root = options.Endpoint ?? Default(options.Vertex);
        string root = Root.AbsoluteUri.TrimEnd('/');
        _root = options.Vertex is { } vertex ? $"{root}/projects/{vertex.Project}/locations/{vertex.Location}" : root;
    }

    internal Uri Root { get; }

    internal bool IsVertex { get; }

    internal Uri Address(string model, bool stream)
    {
        string resource = IsVertex ? GeminiModelName.VertexResource(model) : GeminiModelName.Resource(model);
        return new Uri($"{_root}/{resource}:{(stream ? "streamGenerateContent?alt=sse" : "generateContent")}");
    }

    internal async ValueTask AuthorizeAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (_accessToken is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await _accessToken(cancellationToken).ConfigureAwait(false));
        else
            request.Headers.Add("x-goog-api-key", _apiKey);
    }

    private static Uri Default(GeminiVertexOptions? vertex) => new(vertex switch
    {
        null => "https://generativelanguage.googleapis.com/v1beta",
        { Location: "global" } => "https://aiplatform.googleapis.com/v1",
        _ => $"https://{vertex.Location}-aiplatform.googleapis.com/v1",
    });
}
