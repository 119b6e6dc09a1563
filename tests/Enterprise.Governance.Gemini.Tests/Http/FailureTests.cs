using System.Net;
using Enterprise.Governance.Gemini.Tests.Support;
using Microsoft.Extensions.AI;

namespace Enterprise.Governance.Gemini.Tests.Http;

/// <summary>What goes wrong is one exception with a code, and tells nothing that it must not.</summary>
public sealed class FailureTests
{
    [Theory]
    [InlineData("fb-googleai-unary-failure-api-key.json", "Gemini answered 400 INVALID_ARGUMENT API_KEY_INVALID: the API key is not valid; check `ApiKey`")]
    [InlineData("fb-googleai-unary-failure-generativelanguage-api-not-enabled.json", "Gemini answered 403 PERMISSION_DENIED SERVICE_DISABLED: the API is not enabled for this project; enable it in the Google Cloud console")]
    [InlineData("fb-googleai-unary-failure-unknown-model.json", "Gemini answered 404 NOT_FOUND: the model, or a file or cache that the request names, does not exist here; check `Model` and `Endpoint`")]
    public async Task Message_OfARecordedError_SaysWhatToDo(string file, string message)
    {
        Replay.GeminiBody body = Replay.GeminiBody.Of(file);
        GeminiException exception = await FailAsync(body.Json.ToJsonString(), body.Status);
        exception.Message.Should().Be(message);
        exception.StatusCode.Should().Be((HttpStatusCode)body.Status);
        exception.IsTransient.Should().BeFalse();
    }

    [Fact]
    public async Task Exception_OfWhateverTheServerSays_RepeatsNeitherKeyNorPromptNorMessage()
    {
        const string Echo = """
            {"error":{"code":400,"message":"bad prompt: my secret prompt key-for-tests","status":"my secret prompt","details":[
              {"reason":"my secret prompt","detail":"key-for-tests"}, 7,
              {"@type":"type.googleapis.com/google.rpc.BadRequest","fieldViolations":[
                {"field":"tools[0].function_declarations[0].name","description":"my secret prompt"},{"field":"my secret prompt"}]}]}}
            """;
        GeminiException exception = await FailAsync(Echo, 400, "my secret prompt");
        exception.Message.Should().Be("Gemini answered 400: the request is not valid, at `tools[0].function_declarations[0].name`");
        exception.ToString().Should().NotContain("secret").And.NotContain("key-for-tests");
        exception.Status.Should().BeNull();
    }

    [Theory]
    [InlineData("<html>proxy</html>", 502, "gemini_unavailable")]
    [InlineData("", 403, "gemini_permission_denied")]
    [InlineData("[]", 404, "gemini_model_not_found")]
    [InlineData("""{"error":"text"}""", 401, "gemini_key_invalid")]
    [InlineData("""{"error":{"code":"x"}}""", 413, "gemini_bad_request")]
    [InlineData("", 429, "gemini_rate_limited")]
    public async Task Error_WithAnyBody_IsThatOfTheStatus(string body, int status, string code) => (await FailAsync(body, status)).Code.Should().Be(code);

    [Theory]
    [InlineData("the model says: garbage")]
    [InlineData("""{"candidates":[{"content":{"parts":[{"text":"cut o""")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("""{"candidates":"garbage"}""")]
    [InlineData("""{"candidates":[{"content":{"parts":[{"text":7}]}}]}""")]
    [InlineData("""{"candidates":[{"content":{"parts":[{"inlineData":{"data":"garbage!"}}]}}]}""")]
    public async Task Answer_ThatIsNone_IsATypedErrorWithoutItsText(string body)
    {
        GeminiException whole = await FailAsync(body, 200);
        GeminiException streamed = await FailStreamAsync(Answers.EventText($"data: {body}\n\n"));
        foreach (GeminiException exception in new[] { whole, streamed })
        {
            exception.Code.Should().Be("gemini_invalid_response");
            exception.IsTransient.Should().BeFalse();
            exception.ToString().Should().NotContain("garbage");
        }
    }

    [Fact]
    public async Task Answer_WithNothingInIt_IsAnEmptyResponse()
    {
        foreach (string body in new[] { "{}", """{"candidates":[]}""", """{"candidates":[{}]}""", """{"candidates":[null],"usageMetadata":{"trafficType":"ON_DEMAND"}}""" })
        {
            await using GeminiServer server = await GeminiServer.StartAsync(Answers.Json(body));
            using GeminiChatClient client = server.Client();
            ChatResponse response = await client.GetResponseAsync("hi", cancellationToken: TestContext.Current.CancellationToken);
            response.Text.Should().BeEmpty(body);
            response.FinishReason.Should().BeNull();
            response.Usage.Should().BeNull();
            response.GetLlmUsage().Should().BeNull();
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(": a comment\n\n")]
    [InlineData("""[{"candidates":[]}]""")]
    public async Task Stream_WithoutAnyEvent_IsATypedError(string text) =>
        (await FailStreamAsync(Answers.EventText(text))).Code.Should().Be("gemini_invalid_response");

    private static async Task<GeminiException> FailAsync(string body, int status, string prompt = "hi")
    {
        await using GeminiServer server = await GeminiServer.StartAsync(Answers.Json(body, status));
        using GeminiChatClient client = server.Client(configure: static options => options.MaxRetries = 0);
        return (await FluentActions.Awaiting(() => client.GetResponseAsync(prompt)).Should().ThrowAsync<GeminiException>()).Which;
    }

    private static async Task<GeminiException> FailStreamAsync(Func<Microsoft.AspNetCore.Http.HttpContext, Task> answer)
    {
        await using GeminiServer server = await GeminiServer.StartAsync(answer);
        using GeminiChatClient client = server.Client(configure: static options => options.MaxRetries = 0);
        return (await FluentActions.Awaiting(() => client.GetStreamingResponseAsync("hi").ToChatResponseAsync()).Should().ThrowAsync<GeminiException>()).Which;
    }
}
