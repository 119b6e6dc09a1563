using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Enterprise.Governance.Gemini.Tests.Support;

/// <summary>What the server says.</summary>
internal static class Answers
{
    internal const string Hello = """{"candidates":[{"content":{"role":"model","parts":[{"text":"Hello"}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":2,"totalTokenCount":5}}""";

    internal static Func<HttpContext, Task> Json(string body, int status = 200, params (string Name, string Value)[] headers) => async context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=UTF-8";
        foreach ((string name, string value) in headers)
            context.Response.Headers[name] = value;
        await context.Response.WriteAsync(body);
    };

    internal static Func<HttpContext, Task> Error(int status, string word, params (string Name, string Value)[] headers) =>
        Json($$$"""{"error":{"code":{{{status}}},"message":"do not repeat me","status":"{{{word}}}"}}""", status, headers);

    /// <summary>Server-sent events as the API writes them, in pieces of so many bytes.</summary>
    internal static Func<HttpContext, Task> Events(IEnumerable<JsonNode?> events, int pieceBytes = int.MaxValue) =>
        EventText(string.Concat(events.Select(static data => $"data: {data!.ToJsonString(Relaxed)}\r\n\r\n")), pieceBytes);

    internal static Func<HttpContext, Task> EventText(string text, int pieceBytes = int.MaxValue, Func<HttpContext, Task>? then = null) => async context =>
    {
        context.Response.ContentType = "text/event-stream";
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        for (int i = 0; i < bytes.Length; i += Math.Min(pieceBytes, bytes.Length - i))
        {
            await context.Response.Body.WriteAsync(bytes.AsMemory(i, Math.Min(pieceBytes, bytes.Length - i)));
            await context.Response.Body.FlushAsync();
        }

        if (then is not null)
            await then(context);
    };

    internal static string Event(string text, string rest = "") =>
        $$$"""data: {"candidates":[{"content":{"role":"model","parts":[{"text":"{{{text}}}"}]}}]{{{rest}}}}""" + "\r\n\r\n";

    private static System.Text.Json.JsonSerializerOptions Relaxed { get; } = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
