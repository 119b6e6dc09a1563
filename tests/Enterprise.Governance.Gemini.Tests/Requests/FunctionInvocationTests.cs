using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Gemini.Tests.Support;
using Microsoft.Extensions.AI;

namespace Enterprise.Governance.Gemini.Tests.Requests;

/// <summary>Function calling by the middleware of Microsoft.Extensions.AI, there and back.</summary>
public sealed class FunctionInvocationTests
{
    private const string Calls = """
        {"candidates":[{"content":{"role":"model","parts":[
          {"functionCall":{"name":"add","args":{"x":1,"y":2}},"thoughtSignature":"c2ln"},{"functionCall":{"name":"add","args":{"x":3,"y":4}}}]},"finishReason":"STOP"}],
         "usageMetadata":{"promptTokenCount":10,"candidatesTokenCount":5,"thoughtsTokenCount":7,"toolUsePromptTokenCount":1,"totalTokenCount":23}}
        """;

    private const string Last = """{"candidates":[{"content":{"role":"model","parts":[{"text":"3 and 7"}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":30,"cachedContentTokenCount":8,"candidatesTokenCount":4,"totalTokenCount":34}}""";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Calls_AreMadeAndTheirResultsGoBackWithTheSignature(bool stream)
    {
        await using GeminiServer server = stream
            ? await GeminiServer.StartAsync(Answers.EventText($"data: {SentJson.Compact(Calls)}\n\n"), Answers.EventText($"data: {Last}\n\n"))
            : await GeminiServer.StartAsync(Answers.Json(Calls), Answers.Json(Last));
        using IChatClient client = server.Client().AsBuilder().UseFunctionInvocation().Build();
        ChatOptions options = new() { Tools = [AIFunctionFactory.Create(static (int x, int y) => x + y, "add")] };
        GeminiStreamUsage observed = new();

        ChatResponse response = stream
            ? await client.GetStreamingResponseAsync("go", options).ObserveUsage(observed).ToChatResponseAsync(TestContext.Current.CancellationToken)
            : await client.GetResponseAsync("go", options, TestContext.Current.CancellationToken);

        response.Text.Should().Be("3 and 7");
        server.Requests.Should().HaveCount(2);
        server.Requests[1].Body.Should().StartWith(SentJson.Compact("""
            {"contents":[
              {"role":"user","parts":[{"text":"go"}]},
              {"role":"model","parts":[{"functionCall":{"name":"add","args":{"x":1,"y":2}},"thoughtSignature":"c2ln"},{"functionCall":{"name":"add","args":{"x":3,"y":4}}}]},
              {"role":"user","parts":[{"functionResponse":{"name":"add","response":{"output":3}}},{"functionResponse":{"name":"add","response":{"output":7}}}]}]}
            """)[..^1]);
        LlmUsage both = new() { Prompt = 40, Cached = 8, Output = 9, Thoughts = 7, ToolUse = 1, Total = 57 };
        response.GetLlmUsage().Should().Be(both, "both calls are charged");
        if (stream)
            observed.Current.Should().Be(both);
    }

    [Fact]
    public async Task Calls_ThatTheApiCarriedOutItself_AreNotMadeAgain()
    {
        const string ServerSide = """
            {"candidates":[{"content":{"role":"model","parts":[
              {"functionCall":{"name":"add","args":{"x":1,"y":2}}},{"functionResponse":{"name":"add","response":{"sum":3}}},{"text":"3"}]},"finishReason":"STOP"}]}
            """;
        await using GeminiServer server = await GeminiServer.StartAsync(Answers.Json(ServerSide));
        using IChatClient client = server.Client().AsBuilder().UseFunctionInvocation().Build();
        int calls = 0;
        ChatResponse response = await client.GetResponseAsync("go", new ChatOptions { Tools = [AIFunctionFactory.Create((int x, int y) => calls++, "add")] }, TestContext.Current.CancellationToken);

        response.FinishReason.Should().Be(ChatFinishReason.Stop);
        calls.Should().Be(0);
        server.Requests.Should().HaveCount(1);
        List<ChatMessage> history = [new(ChatRole.User, "go"), .. response.Messages];
        (await SentJson.OfAsync(history)).Should().Contain("""{"functionResponse":{"name":"add","response":{"sum":3}}},{"text":"3"}""");
    }
}
