using System.Globalization;
using System.Net;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using ReferenceServer.Hosting;
using ReferenceServer.Planning;
using ReferenceServer.Runs;

namespace ReferenceServer.Tests.Processes;

/// <summary>Somebody who uses the service over HTTP as people do: asks whichever API answers, and asks again when one is gone.</summary>
internal sealed class ServiceClient(Uri[] apis, string key) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly HttpClient _client = new(new SocketsHttpHandler { UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(2) }) { Timeout = TimeSpan.FromSeconds(30) };
    private string? _cookie, _csrf;
    private int _turn;

    /// <summary>Logs in; the session is good at every API.</summary>
    internal async Task LoginAsync(CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await SendAsync(HttpMethod.Post, "/auth/login", $$"""{"api_key":"{{key}}"}""", null, cancellationToken);
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        _csrf = JsonElement.Parse(await response.Content.ReadAsStringAsync(cancellationToken)).GetProperty("csrf_token").GetString();
        _cookie = response.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
    }

    /// <summary>Submits a task, under a key, until somebody has accepted it.</summary>
    internal async Task<string> SubmitAsync(RunRequest request, CancellationToken cancellationToken)
    {
        RunSubmission submission = new(request.Message, request.Plan is { } steps ? new SubmittedPlan(steps) : null, request.Title, request.Tags);
        string body = JsonSerializer.Serialize(submission, ServerJson.Default.RunSubmission);
        using HttpResponseMessage response = await SendAsync(HttpMethod.Post, "/runs", body, request.RunId, cancellationToken);
        response.StatusCode.Should().Be(HttpStatusCode.Accepted);
        return JsonElement.Parse(await response.Content.ReadAsStringAsync(cancellationToken)).GetProperty("run_id").GetString()!;
    }

    /// <summary>Lists the approvals that wait for a decision.</summary>
    internal async Task<(string ApprovalId, string RunId)[]> PendingAsync(CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await SendAsync(HttpMethod.Get, "/approvals?state=pending&limit=200", null, null, cancellationToken);
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        return [.. JsonElement.Parse(await response.Content.ReadAsStringAsync(cancellationToken)).GetProperty("approvals").EnumerateArray().Select(static a => (a.GetProperty("approval_id").GetString()!, a.GetProperty("run_id").GetString()!))];
    }

    /// <summary>Decides; a decision that was made and whose answer was lost is found made.</summary>
    internal async Task DecideAsync(string approvalId, bool approved, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await SendAsync(HttpMethod.Post, $"/approvals/{approvalId}", $$"""{"decision":"{{(approved ? "approved" : "denied")}}","reason":"as told"}""", null, cancellationToken);
        response.StatusCode.Should().BeOneOf(HttpStatusCode.OK, HttpStatusCode.Conflict);
    }

    /// <summary>Follows a run to its end, from one API to the next, from where the last one ended.</summary>
    internal async IAsyncEnumerable<(long Seq, string Type, string Event)> FollowAsync(string runId, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long seen = 0;
        while (true)
        {
            using HttpResponseMessage response = await SendAsync(HttpMethod.Get, $"/runs/{runId}/subscribe", null, null, cancellationToken, lastEventId: seen);
            response.StatusCode.Should().Be(HttpStatusCode.OK);
            await using Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            await using IAsyncEnumerator<SseItem<string>> items = SseParser.Create(stream).EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (await NextAsync(items))
            {
                if (items.Current.EventId is not { Length: > 0 } id)
                    continue;
                seen = long.Parse(id, CultureInfo.InvariantCulture);
                yield return (seen, items.Current.EventType, items.Current.Data);
                if (items.Current.EventType is "run.completed" or "run.failed" or "run.cancelled")
                    yield break;
            }
        }
    }

    public void Dispose() => _client.Dispose();

    /// <returns>Whether there is one more; none, if the API has gone.</returns>
    private static async Task<bool> NextAsync(IAsyncEnumerator<SseItem<string>> items)
    {
        try
        {
            return await items.MoveNextAsync();
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            return false;
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body, string? idempotencyKey, CancellationToken cancellationToken, long lastEventId = 0)
    {
        while (true)
        {
            using HttpRequestMessage request = new(method, new Uri(apis[Interlocked.Increment(ref _turn) % apis.Length], path));
            if (_cookie is not null)
                request.Headers.Add("Cookie", _cookie);
            if (_csrf is not null && method != HttpMethod.Get)
                request.Headers.Add("X-CSRF-Token", _csrf);
            if (idempotencyKey is not null)
                request.Headers.Add("Idempotency-Key", idempotencyKey);
            if (lastEventId > 0)
                request.Headers.Add("Last-Event-ID", lastEventId.ToString(CultureInfo.InvariantCulture));
            if (body is not null)
                request.Content = new StringContent(body, Encoding.UTF8, "application/json");
            try
            {
                HttpResponseMessage response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
                if ((int)response.StatusCode < 500)
                    return response;
                response.Dispose();
            }
            catch (HttpRequestException)
            {
                // It is gone, or goes while it answers.
            }

            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }
    }
}
