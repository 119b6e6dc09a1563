using System.Text.Json;
using Enterprise.Governance.Gemini.Tests.Support;
using Microsoft.Extensions.AI;

namespace Enterprise.Governance.Gemini.Tests.Requests;

/// <summary>The exact JSON that goes out for messages.</summary>
public sealed class MessageMappingTests
{
    [Fact]
    public async Task Send_RolesAndSystemInstructions_AreContentsAndOneSystemInstruction()
    {
        string sent = await SentJson.OfAsync(
            [new(ChatRole.System, "Be brief."), new(ChatRole.User, "Grüße, \"Ann\" 🙂"), new(ChatRole.Assistant, "Hi"), new(ChatRole.User, "Bye")],
            new ChatOptions { Instructions = "You are a clerk." });

        sent.Should().Be(SentJson.Compact("""
            {"contents":[
              {"role":"user","parts":[{"text":"Grüße, \"Ann\" 🙂"}]},
              {"role":"model","parts":[{"text":"Hi"}]},
              {"role":"user","parts":[{"text":"Bye"}]}],
             "systemInstruction":{"parts":[{"text":"You are a clerk."},{"text":"Be brief."}]}}
            """));
    }

    [Fact]
    public async Task Send_DataAndFiles_AreInlineDataAndFileData()
    {
        string sent = await SentJson.OfAsync([new(ChatRole.User,
        [
            new TextContent("What is this?"), new DataContent(new byte[] { 1, 2, 255 }, "image/png"),
            new UriContent(new Uri("gs://bucket/film.mp4"), "video/mp4"), new HostedFileContent("https://generativelanguage.googleapis.com/v1beta/files/f1") { MediaType = "application/pdf" },
        ])]);

        sent.Should().Be(SentJson.Compact("""
            {"contents":[{"role":"user","parts":[
              {"text":"What is this?"},
              {"inlineData":{"mimeType":"image/png","data":"AQL/"}},
              {"fileData":{"fileUri":"gs://bucket/film.mp4","mimeType":"video/mp4"}},
              {"fileData":{"fileUri":"https://generativelanguage.googleapis.com/v1beta/files/f1","mimeType":"application/pdf"}}]}]}
            """));
    }

    [Fact]
    public async Task Send_ParallelCallsAndResultsInSeveralMessages_AreOneContentEach()
    {
        string sent = await SentJson.OfAsync(
        [
            new(ChatRole.User, "go"),
            new(ChatRole.Assistant,
            [
                new FunctionCallContent("api-1", "sum", new Dictionary<string, object?> { ["x"] = 1, ["note"] = null })
                {
                    AdditionalProperties = new() { [GeminiDiagnostics.ThoughtSignatureKey] = "c2ln" },
                },
                new FunctionCallContent("local-7", "now"),
            ]),
            new(ChatRole.Tool, [new FunctionResultContent("api-1", JsonSerializer.SerializeToElement(3))]),
            new(ChatRole.Tool, [new FunctionResultContent("local-7", new Dictionary<string, object?> { ["utc"] = "12:00" })]),
            new(ChatRole.Tool, [new FunctionResultContent("local-7", "Error: it failed") { Exception = new InvalidOperationException("secret detail") }]),
        ]);

        sent.Should().Be(SentJson.Compact("""
            {"contents":[
              {"role":"user","parts":[{"text":"go"}]},
              {"role":"model","parts":[
                {"functionCall":{"name":"sum","args":{"x":1,"note":null},"id":"api-1"},"thoughtSignature":"c2ln"},
                {"functionCall":{"name":"now","args":{}}}]},
              {"role":"user","parts":[
                {"functionResponse":{"name":"sum","response":{"output":3},"id":"api-1"}},
                {"functionResponse":{"name":"now","response":{"utc":"12:00"}}},
                {"functionResponse":{"name":"now","response":{"error":"Error: it failed"}}}]}]}
            """));
    }

    [Fact]
    public async Task Send_ThoughtsSignaturesAndCode_GoBackAsTheyCame()
    {
        const string Answer = """
            {"candidates":[{"content":{"role":"model","parts":[
              {"text":"I think","thought":true,"thoughtSignature":"dDE="},
              {"text":"Answer","thoughtSignature":"dDI="},
              {"executableCode":{"language":"PYTHON","code":"print(1)"}},
              {"codeExecutionResult":{"outcome":"OUTCOME_FAILED","output":"1\n"}},
              {"functionCall":{"name":"now","args":{"a":[1,{"b":null}]},"id":"x1"},"thoughtSignature":"dDM="},
              {"toolCall":{"toolType":"GOOGLE_SEARCH_WEB","id":"q","args":{"queries":["a"]}},"thoughtSignature":"dDQ="},
              {"text":"","thoughtSignature":"dDU="}]},"finishReason":"STOP"}]}
            """;
        await using GeminiServer server = await GeminiServer.StartAsync(Answers.Json(Answer));
        using GeminiChatClient client = server.Client();
        List<ChatMessage> history = [new(ChatRole.User, "hi")];
        history.AddMessages(await client.GetResponseAsync(history, cancellationToken: TestContext.Current.CancellationToken));

        // A history that a host stores and loads.
        string stored = JsonSerializer.Serialize(history, AIJsonUtilities.DefaultOptions);
        List<ChatMessage> loaded = JsonSerializer.Deserialize<List<ChatMessage>>(stored, AIJsonUtilities.DefaultOptions)!;

        string expected = """
            {"role":"model","parts":[
              {"text":"I think","thought":true,"thoughtSignature":"dDE="},
              {"text":"Answer","thoughtSignature":"dDI="},
              {"executableCode":{"language":"PYTHON","code":"print(1)"}},
              {"codeExecutionResult":{"outcome":"OUTCOME_FAILED","output":"1\n"}},
              {"functionCall":{"name":"now","args":{"a":[1,{"b":null}]},"id":"x1"},"thoughtSignature":"dDM="},
              {"toolCall":{"toolType":"GOOGLE_SEARCH_WEB","id":"q","args":{"queries":["a"]}},"thoughtSignature":"dDQ="},
              {"text":"","thoughtSignature":"dDU="}]}
            """;
        string contents = $$"""{"contents":[{"role":"user","parts":[{"text":"hi"}]},{{SentJson.Compact(expected)}}]}""";
        (await SentJson.OfAsync(history)).Should().Be(contents);
        (await SentJson.OfAsync(loaded)).Should().Be(contents);
    }

    [Fact]
    public async Task Send_SignatureOfStreamedText_GoesBackWithTheWholeText()
    {
        await using GeminiServer server = await GeminiServer.StartAsync(Answers.EventText(
            Answers.Event("Hel") + Answers.Event("lo") + """data: {"candidates":[{"content":{"parts":[{"text":"!","thoughtSignature":"c2ln"}]},"finishReason":"STOP"}]}""" + "\n\n"));
        using GeminiChatClient client = server.Client();
        List<ChatMessage> history = [new(ChatRole.User, "hi")];
        history.AddMessages(await client.GetStreamingResponseAsync(history).ToChatResponseAsync(TestContext.Current.CancellationToken));

        (await SentJson.OfAsync(history)).Should().Be(
            """{"contents":[{"role":"user","parts":[{"text":"hi"}]},{"role":"model","parts":[{"text":"Hello!","thoughtSignature":"c2ln"}]}]}""");
    }

    [Fact]
    public async Task Send_WithNothingToSend_IsMisuse()
    {
        await FluentActions.Awaiting(() => SentJson.OfAsync([new(ChatRole.System, "Be brief.")])).Should().ThrowAsync<ArgumentException>();
        await FluentActions.Awaiting(() => SentJson.OfAsync([new(ChatRole.Tool, [new FunctionResultContent("orphan", 1)])]))
            .Should().ThrowAsync<ArgumentException>().WithMessage("*`orphan`*");
    }
}
