using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Enterprise.Governance.AspNetCore.Tests.Support;

/// <summary>Shorthands for requests and answers.</summary>
internal static class Answers
{
    internal static string? Field(this HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? string.Join(", ", values) : response.Content.Headers.TryGetValues(name, out values) ? string.Join(", ", values) : null;

    internal static Task<string> TextAsync(this HttpResponseMessage response) => response.Content.ReadAsStringAsync();

    internal static async Task<JsonElement> JsonAsync(this HttpResponseMessage response) => await response.Content.ReadFromJsonAsync<JsonElement>();

    internal static async Task ShouldBeProblemAsync(this HttpResponseMessage response, int status, string body)
    {
        (await response.TextAsync()).Should().Be(body);
        ((int)response.StatusCode).Should().Be(status);
        response.Content.Headers.ContentType!.ToString().Should().Be("application/problem+json");
        response.Field("Cache-Control").Should().Be("no-store");
    }

    internal static Task<HttpResponseMessage> PostJsonAsync(this HttpClient client, string path, string body, params (string Name, string Value)[] fields) =>
        client.SendJsonAsync(HttpMethod.Post, path, body, fields);

    internal static Task<HttpResponseMessage> SendJsonAsync(this HttpClient client, HttpMethod method, string path, string? body, params (string Name, string Value)[] fields)
    {
        HttpRequestMessage request = new(method, path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        foreach ((string name, string value) in fields)
            request.Headers.TryAddWithoutValidation(name, value);
        return client.SendAsync(request);
    }

    /// <summary>Everything that a caller can see of an answer, but its date.</summary>
    internal static async Task<string> WholeAsync(this HttpResponseMessage response)
    {
        IEnumerable<string> fields = response.Headers.Concat(response.Content.Headers).Where(static field => field.Key != "Date")
            .Select(static field => $"{field.Key}: {string.Join(", ", field.Value)}").Order(StringComparer.Ordinal);
        return $"{(int)response.StatusCode} {response.ReasonPhrase}\n{string.Join('\n', fields)}\n\n{await response.TextAsync()}";
    }
}
