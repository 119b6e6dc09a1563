using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Gemini.Protobuf.Tests.Messages;
using Enterprise.Governance.Gemini.Tests.Replay;
using Google.Protobuf;

namespace Enterprise.Governance.Gemini.Protobuf.Tests;

public sealed class GeminiProtobufUsageTests
{
    [Fact]
    public void Of_AResponse_ReadsItsUsageByName()
    {
        UsageMetadata metadata = new() { PromptTokenCount = 10, CachedContentTokenCount = 4, CandidatesTokenCount = 3, ThoughtsTokenCount = 2, ToolUsePromptTokenCount = 1, TotalTokenCount = 16 };
        LlmUsage expected = new() { Prompt = 10, Cached = 4, Output = 3, Thoughts = 2, ToolUse = 1, Total = 16 };
        GeminiProtobufUsage.Of(metadata).Should().Be(expected);
        GeminiProtobufUsage.Of(new GenerateContentResponse { UsageMetadata = metadata }).Should().Be(expected);
    }

    [Fact]
    public void Of_FieldsWithPresence_ZeroIsZeroAndAbsentIsAbsent()
    {
        GeminiProtobufUsage.Of(new UsageMetadata { PromptTokenCount = 0 }).Should().Be(new LlmUsage { Prompt = 0 });
        GeminiProtobufUsage.Of(new UsageMetadata()).Should().BeNull();
        GeminiProtobufUsage.Of(new GenerateContentResponse { ModelVersion = "m" }).Should().BeNull();
        GeminiProtobufUsage.Of(new GenerateContentResponse { UsageMetadata = new UsageMetadata() }).Should().BeNull();
    }

    [Fact]
    public void Of_FieldsWithoutPresence_ZeroIsAbsentAndOtherTypesAreNotRead()
    {
        GeminiProtobufUsage.Of(new PlainUsageMetadata { CandidatesTokenCount = 5, ThoughtsTokenCount = { 7 }, ToolUsePromptTokenCount = "9" })
            .Should().Be(new LlmUsage { Output = 5 });
        GeminiProtobufUsage.Of(new PlainUsageMetadata { TotalTokenCount = -1, CandidatesTokenCount = long.MaxValue }).Should().BeNull();
    }

    [Fact]
    public void Of_AMessageOfSomethingElse_IsMisuse() =>
        FluentActions.Invoking(() => GeminiProtobufUsage.Of(new Unrelated { Name = "n" })).Should().Throw<ArgumentException>().WithMessage("*enterprise_governance.tests.Unrelated*");

    [Fact]
    public void Of_TheRecordedBodies_IsAsInTheTable()
    {
        JsonParser parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));
        int read = 0;
        foreach (GeminiBody body in GeminiBody.Bodies.Where(static body => body.Expected.Error is null))
        {
            LlmUsage? usage = null;
            foreach (System.Text.Json.Nodes.JsonNode? chunk in body.Events)
                usage = GeminiProtobufUsage.Of(parser.Parse<GenerateContentResponse>(chunk!.ToJsonString())) ?? usage;
            usage.Should().Be(body.Expected.Usage, body.File);
            read += usage is null ? 0 : 1;
        }

        read.Should().Be(69);
    }
}
