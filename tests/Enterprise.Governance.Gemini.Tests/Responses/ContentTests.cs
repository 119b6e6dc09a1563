using System.Text;
using System.Text.Json;
using Enterprise.Governance.Gemini.Tests.Replay;
using Enterprise.Governance.Gemini.Tests.Support;
using Microsoft.Extensions.AI;

namespace Enterprise.Governance.Gemini.Tests.Responses;

/// <summary>What answers become, beyond the columns of the table.</summary>
public sealed class ContentTests
{
    [Theory]
    [InlineData("fb-vertexai-unary-failure-prompt-blocked-safety.json", false)]
    [InlineData("fb-googleai-streaming-failure-prompt-blocked-safety.json", true)]
    public async Task BlockedPrompt_IsAResponseWithItsReason(string file, bool stream)
    {
        ChatResponse response = await GetAsync(file, stream);
        response.FinishReason.Should().Be(ChatFinishReason.ContentFilter);
        response.Text.Should().BeEmpty();
        response.AdditionalProperties![GeminiDiagnostics.BlockReasonKey].Should().Be("SAFETY");
        ((JsonElement)response.AdditionalProperties["promptFeedback"]!).GetProperty("safetyRatings").GetArrayLength().Should().Be(4);
    }

    [Fact]
    public async Task Response_HasModelIdTimeAndWhatCame()
    {
        ChatResponse response = await GetAsync("fb-vertexai-unary-success-thinking-reply-thought-summary.json");
        response.ModelId.Should().StartWith("gemini-");
        response.ResponseId.Should().Be("resp-scrubbed");
        response.CreatedAt.Should().NotBeNull();
        response.AdditionalProperties![GeminiDiagnostics.FinishReasonKey].Should().Be("STOP");
        ((JsonElement)response.RawRepresentation!).GetProperty("candidates").GetArrayLength().Should().Be(1);
    }

    [Fact]
    public async Task Code_AndItsResult_AreInterpreterContents()
    {
        ChatResponse response = await GetAsync("fb-googleai-unary-success-code-execution.json");
        CodeInterpreterToolCallContent call = response.Messages[0].Contents.OfType<CodeInterpreterToolCallContent>().Single();
        CodeInterpreterToolResultContent result = response.Messages[0].Contents.OfType<CodeInterpreterToolResultContent>().Single();
        DataContent code = call.Inputs!.OfType<DataContent>().Single();
        code.MediaType.Should().Be("text/x-python");
        Encoding.UTF8.GetString(code.Data.Span).Should().StartWith("prime_numbers = [2, 3, 5, 7, 11]");
        result.CallId.Should().Be(call.CallId);
        result.Outputs!.OfType<TextContent>().Single().Text.Should().Be("sum_of_primes=28\n");
        result.AdditionalProperties![GeminiDiagnostics.CodeOutcomeKey].Should().Be("OUTCOME_OK");
    }

    [Fact]
    public async Task Grounding_IsCitationsOfTheTextByCharacters()
    {
        ChatResponse response = await GetAsync("fb-googleai-unary-success-google-search-grounding.json");
        TextContent text = response.Messages[0].Contents.OfType<TextContent>().Single();
        List<CitationAnnotation> citations = [.. text.Annotations!.Cast<CitationAnnotation>()];
        citations.Select(static citation => citation.Title).Should().Equal("accuweather.com", "Weather information for locality: London");
        citations.SelectMany(static citation => citation.AnnotatedRegions!).Cast<TextSpanAnnotatedRegion>()
            .Select(region => text.Text[region.StartIndex!.Value..region.EndIndex!.Value]).Should().Equal(
                "The current weather in London, United Kingdom is cloudy.",
                "The temperature is 67°F (19°C), but it feels like 75°F (24°C).",
                "There is a 0% chance of rain, and the humidity is around 41%.");
        response.AdditionalProperties!.Should().ContainKey("groundingMetadata");
    }

    [Fact]
    public async Task Citations_OutsideTheText_HaveNoRegion()
    {
        ChatResponse response = await GetAsync("fb-vertexai-unary-success-citations.json");
        List<CitationAnnotation> citations = [.. response.Messages[0].Contents.OfType<TextContent>().Single().Annotations!.Cast<CitationAnnotation>()];
        citations.Should().HaveCount(3);
        citations[0].Url.Should().Be(new Uri("https://www.example.com/some-citation-1"));
        citations[1].Title.Should().Be("some-citation-2");
        citations.Should().OnlyContain(static citation => citation.AnnotatedRegions == null, "the recorded text is shorter than the offsets say");
    }

    [Fact]
    public async Task Image_IsData()
    {
        ChatResponse response = await GetAsync("fb-vertexai-unary-success-image-invalid-safety-ratings.json");
        DataContent image = response.Messages[0].Contents.OfType<DataContent>().Single();
        image.MediaType.Should().Be("image/png");
        image.Data.Span[1..4].SequenceEqual("PNG"u8).Should().BeTrue();
    }

    [Fact]
    public async Task Stream_TellsItsUsageOnce()
    {
        GeminiBody body = GeminiBody.Of("fb-googleai-streaming-success-citations.json");
        await using GeminiServer server = await GeminiServer.StartAsync(Answers.Events(body.Events));
        using GeminiChatClient client = server.Client();
        List<ChatResponseUpdate> updates = await client.GetStreamingResponseAsync("hi").ToListAsync(TestContext.Current.CancellationToken);
        updates.Should().HaveCount(27, "26 events and the usage");
        updates.SelectMany(static update => update.Contents).OfType<UsageContent>().Single().Details.Should().BeEquivalentTo(
            new { InputTokenCount = 15L, OutputTokenCount = 1381L, TotalTokenCount = 1396L });
        updates[^1].Contents.Should().ContainSingle().Which.Should().BeOfType<UsageContent>();
    }

    private static async Task<ChatResponse> GetAsync(string file, bool stream = false)
    {
        GeminiBody body = GeminiBody.Of(file);
        await using GeminiServer server = await GeminiServer.StartAsync(stream ? Answers.Events(body.Events) : Answers.Json(body.Json.ToJsonString()));
        using GeminiChatClient client = server.Client();
        return stream ? await client.GetStreamingResponseAsync("hi").ToChatResponseAsync() : await client.GetResponseAsync("hi");
    }
}
