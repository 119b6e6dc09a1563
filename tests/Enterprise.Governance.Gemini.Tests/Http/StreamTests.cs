using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Gemini.Tests.Support;
using Microsoft.Extensions.AI;

namespace Enterprise.Governance.Gemini.Tests.Http;

/// <summary>Streams that are cut, slow, cancelled, or come in odd pieces.</summary>
public sealed class StreamTests
{
    private const string PromptOnly = ""","usageMetadata":{"promptTokenCount":10,"totalTokenCount":10}""";
    private const string WithOutput = ""","usageMetadata":{"promptTokenCount":10,"candidatesTokenCount":4,"totalTokenCount":14}""";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public async Task Text_OfManyBytesPerCharacter_SurvivesAnySplit(int pieceBytes)
    {
        const string Text = "Größe 東京 🙂👩‍👩‍👧 ü";
        await using GeminiServer server = await GeminiServer.StartAsync(Answers.EventText(Answers.Event(Text) + Answers.Event(Text), pieceBytes));
        using GeminiChatClient client = server.Client();
        (await client.GetStreamingResponseAsync("hi").ToChatResponseAsync(TestContext.Current.CancellationToken)).Text.Should().Be(Text + Text);
    }

    [Theory]
    [InlineData("data: A\n\n", "Hello")]
    [InlineData("data:A\r\r", "Hello")]
    [InlineData(": ping\r\n\r\nevent: message\r\nid: 1\r\ndata: A\r\n\r\n", "Hello")]
    [InlineData("data: A", "Hello")]
    public async Task Events_InAllFormsOfTheStandard_AreRead(string text, string expected)
    {
        await using GeminiServer server = await GeminiServer.StartAsync(Answers.EventText(text.Replace("A", Answers.Hello, StringComparison.Ordinal)));
        using GeminiChatClient client = server.Client();
        (await client.GetStreamingResponseAsync("hi").ToChatResponseAsync(TestContext.Current.CancellationToken)).Text.Should().Be(expected);
    }

    [Fact]
    public async Task Event_OfSixMegabytes_IsRead()
    {
        string text = new('x', 6_000_000);
        await using GeminiServer server = await GeminiServer.StartAsync(Answers.EventText(Answers.Event(text), 100_003));
        using GeminiChatClient client = server.Client();
        (await client.GetStreamingResponseAsync("hi").ToChatResponseAsync(TestContext.Current.CancellationToken)).Text.Length.Should().Be(text.Length);
    }

    [Fact]
    public async Task Server_ThatBreaksOff_IsATransientErrorWithoutRetry_AndWhatArrivedIsCounted()
    {
        TaskCompletionSource arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using GeminiServer server = await GeminiServer.StartAsync(Answers.EventText(Answers.Event("Hello", WithOutput), then: async context =>
        {
            await arrived.Task;
            context.Abort();
        }));
        using GeminiChatClient client = server.Client();
        GeminiStreamUsage usage = new();

        GeminiException exception = (await FluentActions.Awaiting(async () =>
        {
            await foreach (ChatResponseUpdate _ in client.GetStreamingResponseAsync("hi").ObserveUsage(usage))
                arrived.TrySetResult();
        }).Should().ThrowAsync<GeminiException>()).Which;
        exception.Should().BeEquivalentTo(new { Code = "gemini_connection_lost", IsTransient = true });
        server.Requests.Should().HaveCount(1, "a stream that has begun is not sent again");
        usage.Current.Should().Be(new LlmUsage { Prompt = 10, Output = 4, Total = 14 });
    }

    [Fact]
    public async Task Server_ThatClosesInTheMiddleOfAnEvent_IsATypedError()
    {
        await using GeminiServer server = await GeminiServer.StartAsync(Answers.EventText(Answers.Event("Hello") + """data: {"candidates":[{"content":{"parts":[{"te"""));
        using GeminiChatClient client = server.Client();
        (await FluentActions.Awaiting(() => client.GetStreamingResponseAsync("hi").ToChatResponseAsync()).Should().ThrowAsync<GeminiException>())
            .Which.Code.Should().Be("gemini_invalid_response");
    }

    [Fact]
    public async Task Error_InTheMiddleOfAStream_IsThatErrorWithoutRetry()
    {
        await using GeminiServer server = await GeminiServer.StartAsync(Answers.EventText(
            Answers.Event("Hello", PromptOnly) + """data: {"error":{"code":503,"message":"m","status":"UNAVAILABLE"}}""" + "\n\n"));
        using GeminiChatClient client = server.Client();
        GeminiStreamUsage usage = new();
        (await FluentActions.Awaiting(() => client.GetStreamingResponseAsync("hi").ObserveUsage(usage).ToChatResponseAsync()).Should().ThrowAsync<GeminiException>())
            .Which.Should().BeEquivalentTo(new { Code = "gemini_unavailable", Status = "UNAVAILABLE", IsTransient = true });
        server.Requests.Should().HaveCount(1);
        usage.Current.Should().Be(new LlmUsage { Prompt = 10, Output = 2, Total = 12, Estimated = true });
    }

    [Theory]
    [InlineData(WithOutput, 10L, 4L, 14L, false)]
    [InlineData(PromptOnly, 10L, 3L, 13L, true)]
    [InlineData("", 1L, 3L, null, true)]
    public async Task Cancellation_InTheMiddle_ReachesTheServer_AndWhatArrivedIsCounted(string metadata, long prompt, long output, long? total, bool estimated)
    {
        TaskCompletionSource aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using GeminiServer server = await GeminiServer.StartAsync(Answers.EventText(Answers.Event("Hello you!", metadata), then: async context =>
        {
            using CancellationTokenRegistration registration = context.RequestAborted.Register(aborted.SetResult);
            await aborted.Task;
        }));
        using GeminiChatClient client = server.Client();
        using CancellationTokenSource source = new();
        ChatMessage[] prompts = [new(ChatRole.User, "four")];
        GeminiStreamUsage usage = new(prompts);

        await FluentActions.Awaiting(async () =>
        {
            await foreach (ChatResponseUpdate _ in client.GetStreamingResponseAsync(prompts, cancellationToken: source.Token).ObserveUsage(usage))
                await source.CancelAsync();
        }).Should().ThrowAsync<OperationCanceledException>();

        await aborted.Task.WaitAsync(TestContext.Current.CancellationToken);
        usage.Current.Should().Be(new LlmUsage { Prompt = prompt, Output = output, Total = total, Estimated = estimated });
        usage.ResponseCharacters.Should().Be(10);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Server_ThatDoesNotAnswer_IsGivenUpOn(bool cancelled)
    {
        TimerTime time = new();
        TaskCompletionSource received = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using GeminiServer server = await GeminiServer.StartAsync(async context =>
        {
            received.SetResult();
            TaskCompletionSource aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);
            using CancellationTokenRegistration registration = context.RequestAborted.Register(aborted.SetResult);
            await aborted.Task;
        });
        using GeminiChatClient client = server.Client(time);
        using CancellationTokenSource source = new();
        Task<ChatResponse> call = client.GetResponseAsync("hi", cancellationToken: source.Token);
        await received.Task;
        if (cancelled)
            await source.CancelAsync();
        else
            time.Advance(TimeSpan.FromMinutes(5));

        if (cancelled)
            await FluentActions.Awaiting(() => call).Should().ThrowAsync<OperationCanceledException>();
        else
            (await FluentActions.Awaiting(() => call).Should().ThrowAsync<GeminiException>()).Which.Should().BeEquivalentTo(new { Code = "gemini_timeout", IsTransient = true });
        server.Requests.Should().HaveCount(1, "a call that may be charged is not sent again");
    }
}
