using System.Globalization;
using Enterprise.Governance.Gemini.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;

namespace Enterprise.Governance.Gemini.Tests.Http;

public sealed class RetryTests
{
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromMinutes(7);

    private readonly TimerTime _time = new();

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task Call_ThatFailsForAWhile_IsSentAgainWithBackoff(int status)
    {
        Func<HttpContext, Task> failure = Answers.Error(status, "INTERNAL");
        await using GeminiServer server = await GeminiServer.StartAsync(failure, failure, failure, Answers.Json(Answers.Hello));
        using GeminiChatClient client = Client(server);
        Task<ChatResponse> call = client.GetResponseAsync("hi");

        List<TimeSpan> delays = [await PassAsync(), await PassAsync(), await PassAsync()];
        (await call).Text.Should().Be("Hello");
        for (int i = 0; i < 3; i++)
            delays[i].TotalSeconds.Should().BeInRange(Math.Pow(2, i) / 2, Math.Pow(2, i), "half of it is left to chance");
    }

    [Fact]
    public async Task Call_ThatFailsForGood_EndsAfterTheRetries()
    {
        await using GeminiServer server = await GeminiServer.StartAsync(Answers.Error(503, "UNAVAILABLE"));
        using GeminiChatClient client = Client(server);
        Task<ChatResponse> call = client.GetResponseAsync("hi");
        for (int i = 0; i < 3; i++)
            await PassAsync();

        GeminiException exception = (await FluentActions.Awaiting(() => call).Should().ThrowAsync<GeminiException>()).Which;
        exception.Should().BeEquivalentTo(new { Code = "gemini_unavailable", IsTransient = true, Status = "UNAVAILABLE" });
        server.Requests.Should().HaveCount(4);
    }

    [Theory]
    [InlineData("17", 17)]
    [InlineData("0", 0)]
    public async Task RetryAfter_InSeconds_IsTheDelay(string header, int seconds) => (await DelayAsync(header)).Should().Be(TimeSpan.FromSeconds(seconds));

    [Fact]
    public async Task RetryAfter_AsADate_IsTheDelay() =>
        (await DelayAsync(_time.GetUtcNow().AddSeconds(21).ToString("R", CultureInfo.InvariantCulture))).Should().Be(TimeSpan.FromSeconds(21));

    [Fact]
    public async Task RetryAfter_AsAPastDate_IsNoDelay() =>
        (await DelayAsync(_time.GetUtcNow().AddDays(-1).ToString("R", CultureInfo.InvariantCulture))).Should().Be(TimeSpan.Zero);

    [Fact]
    public async Task RetryInfo_InTheBody_IsTheDelay()
    {
        const string Body = """{"error":{"code":429,"status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"3.5s"}]}}""";
        await using GeminiServer server = await GeminiServer.StartAsync(Answers.Json(Body, 429), Answers.Json(Answers.Hello));
        using GeminiChatClient client = Client(server);
        Task<ChatResponse> call = client.GetResponseAsync("hi");
        (await PassAsync()).Should().Be(TimeSpan.FromSeconds(3.5));
        await call;
    }

    [Fact]
    public async Task RetryAfter_LongerThanTheCallerWaits_FailsAtOnceAndSaysSo()
    {
        await using GeminiServer server = await GeminiServer.StartAsync(Answers.Error(429, "RESOURCE_EXHAUSTED", ("Retry-After", "3600")));
        using GeminiChatClient client = Client(server);

        GeminiException exception = (await FluentActions.Awaiting(() => client.GetResponseAsync("hi")).Should().ThrowAsync<GeminiException>()).Which;
        exception.Should().BeEquivalentTo(new { Code = "gemini_rate_limited", Status = "RESOURCE_EXHAUSTED", RetryAfter = TimeSpan.FromHours(1), IsTransient = true });
        server.Requests.Should().HaveCount(1);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(501)]
    public async Task Call_ThatIsRefused_IsNotSentAgain(int status)
    {
        await using GeminiServer server = await GeminiServer.StartAsync(Answers.Error(status, "INVALID_ARGUMENT"));
        using GeminiChatClient client = Client(server);
        await FluentActions.Awaiting(() => client.GetResponseAsync("hi")).Should().ThrowAsync<GeminiException>();
        server.Requests.Should().HaveCount(1);
    }

    [Fact]
    public async Task Connection_ThatBreaksBeforeAnAnswer_IsTriedAgain()
    {
        await using GeminiServer server = await GeminiServer.StartAsync(
            static context =>
            {
                context.Abort();
                return Task.CompletedTask;
            },
            Answers.EventText($"data: {Answers.Hello}\n\n"));
        using GeminiChatClient client = Client(server);
        Task<ChatResponse> call = client.GetStreamingResponseAsync("hi").ToChatResponseAsync();
        await PassAsync();
        (await call).Text.Should().Be("Hello");
    }

    [Fact]
    public async Task Server_ThatIsNotThere_IsATransientFailureWithoutTheKey()
    {
        GeminiServer gone = await GeminiServer.StartAsync(Answers.Json(Answers.Hello));
        Uri root = gone.Root;
        await gone.DisposeAsync();
        using HttpClient http = new();
        using GeminiChatClient client = new(http, new GeminiOptions { ApiKey = "key-for-tests", Model = "m", Endpoint = root, MaxRetries = 0 });

        GeminiException exception = (await FluentActions.Awaiting(() => client.GetResponseAsync("hi")).Should().ThrowAsync<GeminiException>()).Which;
        exception.Should().BeEquivalentTo(new { Code = "gemini_unreachable", IsTransient = true });
        exception.StatusCode.Should().BeNull();
        exception.ToString().Should().NotContain("key-for-tests");
    }

    [Fact]
    public async Task Delay_WhenTheCallerCancels_EndsAtOnce()
    {
        using CancellationTokenSource source = new();
        await using GeminiServer server = await GeminiServer.StartAsync(Answers.Error(503, "UNAVAILABLE"));
        using GeminiChatClient client = Client(server);
        Task<ChatResponse> call = client.GetResponseAsync("hi", cancellationToken: source.Token);
        await _time.DelayAsync(AttemptTimeout);
        await source.CancelAsync();
        await FluentActions.Awaiting(() => call).Should().ThrowAsync<OperationCanceledException>();
        server.Requests.Should().HaveCount(1);
    }

    private async Task<TimeSpan> DelayAsync(string header)
    {
        await using GeminiServer server = await GeminiServer.StartAsync(Answers.Error(429, "RESOURCE_EXHAUSTED", ("Retry-After", header)), Answers.Json(Answers.Hello));
        using GeminiChatClient client = Client(server);
        Task<ChatResponse> call = client.GetResponseAsync("hi");
        Task pass = PassAsync();
        (await call).Text.Should().Be("Hello");

        // A delay of zero sets no timer, and nothing is there to pass.
        _ = pass;
        return _time.Timers.Where(static timer => timer != AttemptTimeout).SingleOrDefault();
    }

    private Task<TimeSpan> PassAsync() => _time.PassDelayAsync(AttemptTimeout);

    private GeminiChatClient Client(GeminiServer server) => server.Client(_time, static options => options.Timeout = AttemptTimeout);
}
