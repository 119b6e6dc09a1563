namespace Enterprise.Governance.CostMetering.Tests.Pricing;

public sealed class PriceBookTests
{
    private static readonly PriceBook Book = new("EUR", new Dictionary<string, ModelPrice>
    {
        ["full"] = new() { Input = 1m, CachedInput = 0.1m, Output = 4m, Thoughts = 5m, ToolUse = 2m },
        ["plain"] = new() { Input = 1m, Output = 4m },
    });

    [Fact]
    public void Amount_EveryKind_HasItsPrice() =>
        Book.Amount("full", new LlmUsage { Prompt = 1000, Cached = 400, Output = 100, Thoughts = 10, ToolUse = 1 })
            .Should().Be(((600 * 1m) + (400 * 0.1m) + (100 * 4m) + (10 * 5m) + (1 * 2m)) / 1_000_000m);

    [Fact]
    public void Amount_AbsentPrices_AreThoseOfInputAndOutput() =>
        Book.Amount("plain", new LlmUsage { Prompt = 1000, Cached = 400, Output = 100, Thoughts = 10, ToolUse = 1 })
            .Should().Be(((1001 * 1m) + (110 * 4m)) / 1_000_000m);

    [Fact]
    public void Amount_MoreCachedThanPrompt_ChargesThePromptOnce() =>
        Book.Amount("full", new LlmUsage { Prompt = 10, Cached = 50 }).Should().Be(10 * 0.1m / 1_000_000m);

    [Fact]
    public void Amount_NothingToPrice_IsAbsent()
    {
        Book.Amount("unknown", new LlmUsage { Prompt = 1 }).Should().BeNull();
        Book.Amount("FULL", new LlmUsage { Prompt = 1 }).Should().BeNull("names are compared exactly");
        Book.Amount("full", null).Should().BeNull();
        Book.Amount(null, new LlmUsage { Prompt = 1 }).Should().BeNull();
        Book.Amount("full", new LlmUsage { Total = 100 }).Should().BeNull("a total alone does not say what kind of tokens");
        Book.Amount("full", new LlmUsage { Output = 0 }).Should().Be(0);
    }

    [Theory]
    [InlineData("eur")]
    [InlineData("EU")]
    [InlineData("EURO")]
    public void Currency_NotACode_IsRefused(string currency) =>
        FluentActions.Invoking(() => new PriceBook(currency, [])).Should().Throw<ArgumentException>()
            .WithMessage($"`{currency}` is not a currency code; write three upper-case letters, such as `EUR`*");

    [Fact]
    public void Price_OutOfRange_IsRefused()
    {
        FluentActions.Invoking(static () => new ModelPrice { Input = -1, Output = 1 }).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(static () => new ModelPrice { Input = 1, Output = ModelPrice.MaxPrice + 1 }).Should().Throw<ArgumentOutOfRangeException>();
    }
}
