using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Enterprise.Governance.Gemini;

/// <summary>Reads the body of an answer, whole or as server-sent events, and turns what breaks into <see cref="GeminiException"/>.</summary>
internal sealed class AnswerReader(HttpResponseMessage response, TimeSpan timeout, TimeProvider time)
{
    internal async Task<Answer> ReadAsync(CancellationToken cancellationToken)
    {
        using Deadline deadline = new(timeout, time, cancellationToken);
        return await GuardAsync(
            async token =>
            {
                using Stream body = await response.Content.ReadAsStreamAsync(token).ConfigureAwait(false);
                using JsonDocument document = await JsonDocument.ParseAsync(body, cancellationToken: token).ConfigureAwait(false);
                return Answer.Of(document.RootElement.Clone());
            },
            deadline,
            cancellationToken).ConfigureAwait(false);
    }

    internal async IAsyncEnumerable<Answer> ReadEventsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using Deadline deadline = new(timeout, time, cancellationToken);
        Stream body = await GuardAsync(response.Content.ReadAsStreamAsync, deadline, cancellationToken).ConfigureAwait(false);
        using StreamReader reader = new(body);
        bool any = false;
        while (await GuardAsync(token => ServerSentEvents.NextAsync(reader, token), deadline, cancellationToken).ConfigureAwait(false) is { } data)
        {
            any = true;
            yield return Guard(() =>
            {
                using JsonDocument document = JsonDocument.Parse(data);
                return Answer.Of(document.RootElement.Clone());
            });
            deadline.Restart();
        }

        if (!any)
            throw GeminiFailures.Invalid("a stream without any event");
    }

    private static T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (JsonException)
        {
            throw GeminiFailures.Invalid("JSON that is broken or of another shape");
        }
    }

    private async Task<T> GuardAsync<T>(Func<CancellationToken, Task<T>> read, Deadline deadline, CancellationToken cancellationToken)
    {
        try
        {
            return await read(deadline.Token).ConfigureAwait(false);
        }
        catch (JsonException)
        {
            throw GeminiFailures.Invalid("JSON that is broken or of another shape");
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw GeminiFailures.Lost(exception);
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw GeminiFailures.TimedOut(timeout);
        }
    }
}
