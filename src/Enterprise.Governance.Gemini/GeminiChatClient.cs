using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Enterprise.Governance.Gemini;

/// <summary>Gemini as an <see cref="IChatClient"/>, on Google AI or Vertex AI: <c>generateContent</c> and <c>streamGenerateContent</c> over HTTP.</summary>
/// <remarks>
/// Thread-safe. A prompt or an answer that was blocked is a response with <see cref="ChatFinishReason.ContentFilter"/>, no exception; what the
/// API refuses is a <see cref="GeminiException"/>. Neither logs nor exceptions have the key, prompts or answers. Cancelling a call ends its
/// connection; what the model wrote until then may be charged (see <see cref="GeminiStreamUsage"/>).
/// </remarks>
public sealed class GeminiChatClient : IChatClient
{
    private readonly GeminiTransport _transport;
    private readonly ChatClientMetadata _metadata;
    private readonly string? _model;

    /// <summary>Creates a client.</summary>
    /// <param name="httpClient">What sends the requests; it is not disposed. Its handler should follow no redirects, which would pass the key on, and drain no responses
    /// (<see cref="SocketsHttpHandler.MaxResponseDrainSize"/> of 0), which would read on in a stream that was given up.</param>
    /// <param name="options">Options, copied.</param>
    /// <param name="timeProvider">Time for delays, timeouts and ids; the system's by default.</param>
    /// <param name="logger">Where retries are logged; optional.</param>
    /// <exception cref="ArgumentException">The options are not valid.</exception>
    public GeminiChatClient(HttpClient httpClient, GeminiOptions options, TimeProvider? timeProvider = null, ILogger<GeminiChatClient>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(httpClient);
        ArgumentNullException.ThrowIfNull(options);
        GeminiOptionsValidator.Require(options);
        GeminiEndpoint endpoint = new(options);
        _model = options.Model;
        _transport = new GeminiTransport(httpClient, endpoint, options, timeProvider ?? TimeProvider.System, logger ?? (ILogger)NullLogger.Instance);
        _metadata = new ChatClientMetadata(endpoint.IsVertex ? GeminiDiagnostics.VertexProviderName : GeminiDiagnostics.ProviderName, endpoint.Root, _model);
    }

    /// <inheritdoc/>
    /// <exception cref="GeminiException">The API refused the call, was not reached, or gave no answer.</exception>
    /// <exception cref="ArgumentException">No model is named, or messages or options cannot be sent.</exception>
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        string model = Model(options);
        ReadOnlyMemory<byte> body = RequestWriter.Write(messages, options, model, this);
        using HttpResponseMessage response = await _transport.SendAsync(model, stream: false, body, cancellationToken).ConfigureAwait(false);
        Answer answer = await new AnswerReader(response, _transport.Timeout, _transport.Time).ReadAsync(cancellationToken).ConfigureAwait(false);
        return new ResponseReader(model, _transport.Time).ReadWhole(answer);
    }

    /// <inheritdoc/>
    /// <remarks>The usage comes once, in an update after the last event; what each event reports is under <see cref="GeminiDiagnostics.UsageMetadataKey"/>.</remarks>
    /// <exception cref="GeminiException">The API refused the call, was not reached, or broke the stream off.</exception>
    /// <exception cref="ArgumentException">No model is named, or messages or options cannot be sent.</exception>
    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        string model = Model(options);
        return StreamAsync(model, RequestWriter.Write(messages, options, model, this), cancellationToken);
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? _metadata
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <summary>Does nothing: the HTTP client is the caller's.</summary>
    public void Dispose()
    {
    }

    private async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(string model, ReadOnlyMemory<byte> body, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await _transport.SendAsync(model, stream: true, body, cancellationToken).ConfigureAwait(false);
        ResponseReader reader = new(model, _transport.Time);
        AnswerReader answers = new(response, _transport.Timeout, _transport.Time);
        await foreach (Answer answer in answers.ReadEventsAsync(cancellationToken).ConfigureAwait(false))
            yield return reader.ReadEvent(answer);
        if (reader.End() is { } end)
            yield return end;
    }

    private string Model(ChatOptions? options) => GeminiModelName.Require(
        options?.ModelId ?? _model ?? throw new ArgumentException("no model is named; set `ChatOptions.ModelId` or `GeminiOptions.Model`", nameof(options)),
        nameof(options));
}
