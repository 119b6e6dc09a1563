using System.Text.Json;
using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Gemini.Wire;
using Microsoft.Extensions.AI;

namespace Enterprise.Governance.Gemini.Tests.Usage;

public sealed class GeminiUsageTests
{
    [Theory]
    [InlineData("""{"promptTokenCount":0,"totalTokenCount":0}""", 0L, null, null, null, null, 0L)]
    [InlineData("""{"promptTokenCount":5}""", 5L, null, null, null, null, null)]
    [InlineData("""{"candidatesTokenCount":0,"thoughtsTokenCount":9}""", null, null, 0L, 9L, null, null)]
    [InlineData("""{"thoughtsTokenCount":9}""", null, null, null, 9L, null, null)]
    [InlineData("""{"totalTokenCount":12}""", null, null, null, null, null, 12L)]
    [InlineData("""{"toolUsePromptTokenCount":3}""", null, null, null, null, 3L, null)]
    [InlineData("""{"promptTokenCount":"7","cachedContentTokenCount":2,"candidatesTokenCount":1,"thoughtsTokenCount":0,"toolUsePromptTokenCount":0,"totalTokenCount":8}""", 7L, 2L, 1L, 0L, 0L, 8L)]
    [InlineData("""{"promptTokenCount":-1,"totalTokenCount":9000000000000000000}""", null, null, null, null, null, null)]
    [InlineData("""{"trafficType":"ON_DEMAND"}""", null, null, null, null, null, null)]
    public void Metadata_ThroughUsageDetails_LosesNothing(string json, long? prompt, long? cached, long? output, long? thoughts, long? toolUse, long? total)
    {
        UsageDetails? details = GeminiUsage.Details(JsonSerializer.Deserialize(json, GeminiJson.Default.UsageMetadata));
        LlmUsage expected = new() { Prompt = prompt, Cached = cached, Output = output, Thoughts = thoughts, ToolUse = toolUse, Total = total };
        if (expected.TotalTokens is null)
            details.Should().BeNull();
        else
            GeminiUsage.Of(details!).Should().Be(expected);
    }

    [Fact]
    public void Details_OfAnotherProvider_AreReadToo() =>
        GeminiUsage.Of(new UsageDetails { InputTokenCount = 10, OutputTokenCount = 8, ReasoningTokenCount = 3, CachedInputTokenCount = 2, TotalTokenCount = 18 })
            .Should().Be(new LlmUsage { Prompt = 10, Cached = 2, Output = 5, Thoughts = 3, Total = 18 });

    [Fact]
    public void Of_AResponseWithoutUsage_EstimatesFromTheTexts()
    {
        ChatResponse response = new(new ChatMessage(ChatRole.Assistant,
            [new TextContent("12345"), new FunctionCallContent("c", "f", new Dictionary<string, object?> { ["a"] = "bc" })]));
        response.GetLlmUsage([new(ChatRole.System, "123"), new(ChatRole.User, "45"), new(ChatRole.Tool, [new FunctionResultContent("c", new { A = 1 })])])
            .Should().Be(new LlmUsage { Prompt = 3, Output = 3, Estimated = true });
        response.GetLlmUsage().Should().Be(new LlmUsage { Output = 3, Estimated = true });
        new ChatResponse().GetLlmUsage().Should().BeNull();
    }

    [Fact]
    public void StreamUsage_BeforeAnything_IsNothing()
    {
        GeminiStreamUsage usage = new([new(ChatRole.User, "a prompt that nobody answered")]);
        usage.Current.Should().BeNull();
        usage.Observe(new ChatResponseUpdate(ChatRole.Assistant, "12345678"));
        usage.Current.Should().Be(new LlmUsage { Prompt = 8, Output = 2, Estimated = true });
        usage.Observe(new ChatResponseUpdate(ChatRole.Tool, [new FunctionResultContent("c", "a long result of a tool")]));
        usage.ResponseCharacters.Should().Be(8);
    }
}
