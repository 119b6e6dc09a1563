using System.Net;
using System.Net.Http.Headers;
using System.Net.Mime;
using System.Text.Json;
using Enterprise.Governance.Gemini.Wire;
using Microsoft.Extensions.Logging;

namespace Enterprise.Governance.Gemini;

/// <summary>Sends a request until an answer begins. Once one has begun, nothing is sent again: it may be charged.</summary>
internal sealed class GeminiTransport(HttpClient client, GeminiEndpoint endpoint, GeminiOptions options, TimeProvider time, ILogger logger)
{
    private const int MaxErrorBytes = 1 << 20;

    private readonly int _maxRetries = options.MaxRetries;
    private readonly TimeSpan _retryDelay = options.RetryDelay, _maxRetryDelay = options.MaxRetryDelay;

    internal TimeSpan Timeout { get; } = options.Timeout;

    internal TimeProvider Time => time;

    internal async Task<HttpResponseMessage> SendAsync(string model, bool stream, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                return await SendOnceAsync(model, stream, body, cancellationToken).ConfigureAwait(false);
            }
            catch (GeminiException failure) when (failure.CanRetry && attempt < _maxRetries)
            {
                if (RetryDelays.Next(attempt, _retryDelay, _maxRetryDelay, failure.RetryAfter) is not { } delay)
                    throw;
                logger.Retrying(failure.Code, attempt + 2, _maxRetries + 1, delay);
                await Task.Delay(delay, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(string model, bool stream, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, endpoint.Address(model, stream)) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(MediaTypeNames.Application.Json, "utf-8");
        await endpoint.AuthorizeAsync(request, cancellationToken).ConfigureAwait(false);
        using Deadline deadline = new(Timeout, time, cancellationToken);
        try
        {
            HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
                return response;
            using (response)
                throw await FailureAsync(response, deadline.Token).ConfigureAwait(false);
        }
        catch (HttpRequestException exception)
        {
            throw GeminiFailures.Unreachable(exception);
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw GeminiFailures.TimedOut(Timeout);
        }
    }

    private async Task<GeminiException> FailureAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        ErrorStatus? error = null;
        try
        {
            await response.Content.LoadIntoBufferAsync(MaxErrorBytes, cancellationToken).ConfigureAwait(false);
            using Stream content = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            using JsonDocument document = await JsonDocument.ParseAsync(content, cancellationToken: cancellationToken).ConfigureAwait(false);
            error = GeminiFailures.Read(document.RootElement.Clone());
        }
        catch (Exception exception) when (exception is JsonException or HttpRequestException or IOException)
        {
            // A proxy's page, or a body that broke off: the status says enough.
        }

        // A redirect is not followed: the key would go along.
        HttpStatusCode status = response.StatusCode;
        return GeminiFailures.OfStatus(status, error, RetryDelays.Asked(response.Headers.RetryAfter, time.GetUtcNow()));
    }
}
