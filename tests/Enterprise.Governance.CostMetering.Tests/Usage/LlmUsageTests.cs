namespace Enterprise.Governance.CostMetering.Tests.Usage;

public sealed class LlmUsageTests
{
    [Fact]
    public void TotalTokens_NothingReported_IsAbsent() => new LlmUsage().TotalTokens.Should().BeNull();

    [Fact]
    public void TotalTokens_ZeroReported_IsZero()
    {
        new LlmUsage { Total = 0 }.TotalTokens.Should().Be(0);
        new LlmUsage { Output = 0 }.TotalTokens.Should().Be(0);
    }

    [Fact]
    public void TotalTokens_ReportedTotal_WinsOverTheParts() => new LlmUsage { Prompt = 10, Output = 5, Total = 20 }.TotalTokens.Should().Be(20);

    [Fact]
    public void TotalTokens_AbsentTotal_IsTheSumOfThePresentParts()
    {
        new LlmUsage { Prompt = 10, Cached = 4, Output = 5, Thoughts = 7, ToolUse = 1 }.TotalTokens.Should().Be(23, "cached tokens are part of the prompt");
        new LlmUsage { Thoughts = 7 }.TotalTokens.Should().Be(7);
        new LlmUsage { Cached = 4, Output = 5 }.TotalTokens.Should().Be(9, "without the prompt, its cached part is what is known of it");
    }

    [Fact]
    public void TotalTokens_GreatestParts_DoNotOverflow() =>
        new LlmUsage { Prompt = LlmUsage.MaxTokens, Output = LlmUsage.MaxTokens }.TotalTokens.Should().Be(LlmUsage.MaxTokens);

    [Fact]
    public void Parts_OutOfRange_AreRefused()
    {
        FluentActions.Invoking(static () => new LlmUsage { Prompt = -1 }).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(static () => new LlmUsage { Total = LlmUsage.MaxTokens + 1 }).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(4, 1)]
    [InlineData(5, 2)]
    [InlineData(8, 2)]
    public void EstimateTokens_RoundsUp(long characters, long tokens) => TokenEstimator.EstimateTokens(characters).Should().Be(tokens);

    [Fact]
    public void Estimate_PromptAndResponse_AreRoundedEachForItselfAndMarked()
    {
        LlmUsage usage = TokenEstimator.Estimate("12345", "1")!;

        usage.Should().Be(new LlmUsage { Prompt = 2, Output = 1, Estimated = true });
        usage.TotalTokens.Should().Be(3);
    }

    [Fact]
    public void Estimate_OneTextAbsent_LeavesItsPartAbsent() =>
        TokenEstimator.Estimate("1234", null).Should().Be(new LlmUsage { Prompt = 1, Estimated = true });

    [Fact]
    public void Estimate_CountsUtf16CodeUnits() => TokenEstimator.Estimate("😀😀😀", "")!.Prompt.Should().Be(2);

    [Fact]
    public void Estimate_NoText_IsNoUsage()
    {
        TokenEstimator.Estimate((string?)null, null).Should().BeNull();
        TokenEstimator.Estimate("", "").Should().BeNull();
    }
}
