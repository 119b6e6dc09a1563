using System.Text.RegularExpressions;

namespace ReferenceServer.Tests.Authorization;

/// <summary>What a caller sees of an answer, but for what no two answers share: the time, the trace and the count of what is left.</summary>
internal sealed partial record Reply(int Status, string Headers, string Body)
{
    private static readonly string[] Fleeting = ["Date", "RateLimit", "Content-Length"];

    internal static async Task<Reply> OfAsync(HttpResponseMessage response)
    {
        // A stream goes on for as long as its run.
        string body = response.Content.Headers.ContentType?.MediaType == "text/event-stream" ? "" : await response.Content.ReadAsStringAsync();
        IEnumerable<string> headers = response.Headers.Concat(response.Content.Headers).Where(static header => !Fleeting.Contains(header.Key)).Select(static header => $"{header.Key}: {string.Join(", ", header.Value)}");
        return new Reply((int)response.StatusCode, string.Join('\n', headers.Order(StringComparer.Ordinal)), Trace().Replace(body, "\"…\""));
    }

    [GeneratedRegex("(?<=\"trace_id\":)\"[^\"]*\"")]
    private static partial Regex Trace();
}
