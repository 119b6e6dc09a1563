using System.Text.Json;
using System.Text.Json.Nodes;
using Enterprise.Governance.Gemini.Tests.Support;
using Microsoft.Extensions.AI;

namespace Enterprise.Governance.Gemini.Tests.Requests;

/// <summary>The exact JSON that goes out for options.</summary>
public sealed class OptionMappingTests
{
    private static readonly JsonElement Schema = JsonDocument.Parse("""{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}""").RootElement;

    [Fact]
    public async Task Send_AllGenerationOptions_AreTheGenerationConfig()
    {
        string sent = await SendAsync(new ChatOptions
        {
            Temperature = 0.7f, TopP = 0.95f, TopK = 40, MaxOutputTokens = 100, PresencePenalty = 0.5f, FrequencyPenalty = -0.5f, Seed = 42, StopSequences = ["END"],
            ResponseFormat = ChatResponseFormat.ForJsonSchema(Schema, "place"),
            Reasoning = new ReasoningOptions { Effort = ReasoningEffort.Low, Output = ReasoningOutput.Summary },
        });

        sent.Should().Be(Request(""" "generationConfig":{"temperature":0.7,"topP":0.95,"topK":40,"maxOutputTokens":100,"presencePenalty":0.5,"frequencyPenalty":-0.5,"seed":42,"stopSequences":["END"],"responseMimeType":"application/json","responseJsonSchema":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]},"thinkingConfig":{"includeThoughts":true,"thinkingBudget":1024}} """));
    }

    [Fact]
    public async Task Send_Tools_AreDeclarationsWithTheirSchema()
    {
        AIFunctionDeclaration weather = AIFunctionFactory.CreateDeclaration("get_weather", "Tells the weather", Schema);
        string sent = await SendAsync(new ChatOptions { Tools = [weather, new HostedWebSearchTool(), new HostedCodeInterpreterTool()], ToolMode = ChatToolMode.RequireSpecific("get_weather") });

        sent.Should().Be(Request("""
            "tools":[{"googleSearch":{}},{"codeExecution":{}},{"functionDeclarations":[{"name":"get_weather","description":"Tells the weather","parametersJsonSchema":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}]}],
            "toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["get_weather"]}}
            """));
    }

    [Theory]
    [InlineData("auto", """{"mode":"AUTO"}""")]
    [InlineData("none", """{"mode":"NONE"}""")]
    [InlineData("any", """{"mode":"ANY"}""")]
    [InlineData("default", null)]
    public async Task Send_ToolMode_IsTheFunctionCallingConfig(string mode, string? expected)
    {
        string sent = await SendAsync(new ChatOptions
        {
            Tools = [AIFunctionFactory.CreateDeclaration("f", null, Schema)],
            ToolMode = mode switch { "auto" => ChatToolMode.Auto, "none" => ChatToolMode.None, "any" => ChatToolMode.RequireAny, _ => null },
        });

        JsonNode.Parse(sent)!["toolConfig"]?["functionCallingConfig"]?.ToJsonString().Should().Be(expected);
        if (expected is null)
            sent.Should().NotContain("toolConfig");
    }

    [Theory]
    [InlineData("gemini-2.5-pro", ReasoningEffort.None, """{"thinkingBudget":0}""")]
    [InlineData("gemini-2.5-pro", ReasoningEffort.High, """{"thinkingBudget":24576}""")]
    [InlineData("gemini-3-pro", ReasoningEffort.Medium, """{"thinkingLevel":"medium"}""")]
    [InlineData("gemini-3-pro", ReasoningEffort.ExtraHigh, """{"thinkingLevel":"high"}""")]
    public async Task Send_ReasoningEffort_IsABudgetOrALevelByGeneration(string model, ReasoningEffort effort, string expected)
    {
        string sent = await SendAsync(new ChatOptions { ModelId = model, Reasoning = new ReasoningOptions { Effort = effort } });
        JsonNode.Parse(sent)!["generationConfig"]!["thinkingConfig"]!.ToJsonString().Should().Be(expected);
    }

    [Fact]
    public async Task Send_WithAPrototype_KeepsWhatTheHostSetAndCompletesIt()
    {
        JsonObject prototype = new()
        {
            ["safetySettings"] = new JsonArray(new JsonObject { ["category"] = "HARM_CATEGORY_HARASSMENT", ["threshold"] = "BLOCK_NONE" }),
            ["generationConfig"] = new JsonObject { ["temperature"] = 0 },
        };
        string sent = await SendAsync(new ChatOptions { Temperature = 1, TopK = 3, RawRepresentationFactory = _ => prototype });

        sent.Should().Be("""{"safetySettings":[{"category":"HARM_CATEGORY_HARASSMENT","threshold":"BLOCK_NONE"}],"generationConfig":{"temperature":0,"topK":3},"contents":[{"role":"user","parts":[{"text":"hi"}]}]}""");
        prototype.Should().HaveCount(2, "the host's object is not changed");
    }

    [Fact]
    public async Task Send_ToolWithoutCounterpart_IsRefusedAndNotLeftOut()
    {
        await FluentActions.Awaiting(() => SendAsync(new ChatOptions { Tools = [new HostedMcpServerTool("s", "https://example.test")] }))
            .Should().ThrowAsync<NotSupportedException>().WithMessage("*HostedMcpServerTool*");
        await FluentActions.Awaiting(() => SendAsync(new ChatOptions { RawRepresentationFactory = _ => "text" })).Should().ThrowAsync<ArgumentException>();
    }

    private static Task<string> SendAsync(ChatOptions options) => SentJson.OfAsync([new(ChatRole.User, "hi")], options);

    private static string Request(string rest) => SentJson.Compact($$"""{"contents":[{"role":"user","parts":[{"text":"hi"}]}],{{rest}}}""");
}
