using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ReferenceServer.Tests.Planning;

/// <summary>Plays Gemini on a free port of this machine: answers one call after the other as the test says, the last answer again and again, and keeps what it is sent.</summary>
internal sealed class ModelServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ModelServer(WebApplication app) => _app = app;

    internal string Endpoint => $"{_app.Urls.First()}/v1beta";

    internal List<string> Requests { get; } = [];

    internal static async Task<ModelServer> StartAsync(params (int Status, string Body, string? RetryAfter)[] answers)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        WebApplication app = builder.Build();
        ModelServer server = new(app);
        app.Run(async context =>
        {
            using StreamReader reader = new(context.Request.Body);
            server.Requests.Add(await reader.ReadToEndAsync());
            (int status, string body, string? retryAfter) = answers[Math.Min(server.Requests.Count, answers.Length) - 1];
            (context.Response.StatusCode, context.Response.ContentType) = (status, "application/json; charset=UTF-8");
            if (retryAfter is not null)
                context.Response.Headers.RetryAfter = retryAfter;
            await context.Response.WriteAsync(body);
        });
        await app.StartAsync();
        return server;
    }

    /// <summary>The model writes a text.</summary>
    internal static (int, string, string?) Says(string text, string finish = "STOP") => (200,
        $$$"""{"candidates":[{"content":{"role":"model","parts":[{"text":"{{{JsonEncodedText.Encode(text)}}}"}]},"finishReason":"{{{finish}}}"}],"usageMetadata":{"promptTokenCount":200,"candidatesTokenCount":40,"totalTokenCount":240}}""", null);

    internal static (int, string, string?) Blocks() => (200, """{"promptFeedback":{"blockReason":"SAFETY"},"usageMetadata":{"promptTokenCount":200,"totalTokenCount":200}}""", null);

    internal static (int, string, string?) Refuses(int status, string word, string? retryAfter = null) => (status, $$$"""{"error":{"code":{{{status}}},"message":"no","status":"{{{word}}}"}}""", retryAfter);

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
