using static ReferenceServer.Tests.ApiFixture;

namespace ReferenceServer.Tests.Authorization;

/// <summary>How a request says whom it comes from, rightly or wrongly.</summary>
internal sealed record Caller(string Name, string? Cookie = null, string? Csrf = null, string? Bearer = null)
{
    internal async Task<Reply> AskAsync(HttpClient client, AuthorizationRow row, Thing thing, string? body = null)
    {
        HttpRequestMessage request = Request(row.Method, row.PathOf(thing), Cookie, Csrf, body ?? row.Body, Bearer);
        if (row.IfMatch is { } tag)
            request.Headers.Add("If-Match", tag);
        using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return await Reply.OfAsync(response);
    }
}
