using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Enterprise.Governance.Gemini.Tests.Support;

/// <summary>A real server on a free port of this machine that keeps what it is sent and answers as the test says.</summary>
internal sealed class GeminiServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<ReceivedRequest> _requests = [];
    private readonly Lock _lock = new();

    private GeminiServer(WebApplication app) => _app = app;

    internal Uri Root => new(_app.Urls.First() + "/v1beta");

    internal IReadOnlyList<ReceivedRequest> Requests
    {
        get
        {
            lock (_lock)
                return [.. _requests];
        }
    }

    internal static async Task<GeminiServer> StartAsync(Func<HttpContext, Task> answer)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        WebApplication app = builder.Build();
        GeminiServer server = new(app);
        app.Run(async context =>
        {
            using StreamReader reader = new(context.Request.Body);
            string body = await reader.ReadToEndAsync();
            lock (server._lock)
                server._requests.Add(new ReceivedRequest(context.Request.Method, context.Request.Path, context.Request.QueryString.Value ?? "", new HeaderDictionary(context.Request.Headers.ToDictionary()), body));
            await answer(context);
        });
        await app.StartAsync();
        return server;
    }

    /// <summary>Answers one request after the other; the last answer repeats.</summary>
    internal static Task<GeminiServer> StartAsync(params Func<HttpContext, Task>[] answers)
    {
        int count = 0;
        return StartAsync(context => answers[Math.Min(Interlocked.Increment(ref count), answers.Length) - 1](context));
    }

    internal GeminiChatClient Client(TimeProvider? time = null, Action<GeminiOptions>? configure = null)
    {
        GeminiOptions options = new() { ApiKey = "key-for-tests", Model = "gemini-2.5-flash", Endpoint = Root };
        configure?.Invoke(options);
        return new GeminiChatClient(Http, options, time);
    }

    internal HttpClient Http { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false, MaxResponseDrainSize = 0 }) { Timeout = Timeout.InfiniteTimeSpan };

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }
}
