using System.Numerics;
using CsCheck;

namespace Enterprise.Governance.CostMetering.Tests.Pricing;

public sealed class CostCalculatorTests
{
    [Theory]
    [InlineData(null, null, 10)]
    [InlineData(null, 3L, 3)]
    [InlineData(7L, null, 10)]
    [InlineData(7L, 0L, 0)]
    public void NoTokenCount_CostsTheCall(long? per1k, long? perCall, long expected)
    {
        CostLimits limits = new() { LlmCostUnitsPer1kTokens = per1k, LlmCallCostUnits = perCall };

        CostCalculator.Units(null, limits).Should().Be(expected);
        CostCalculator.Units(new LlmUsage(), limits).Should().Be(expected);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(500L, 500L)]
    public void ZeroTokensReported_CostNothing(long? per1k, long? perCall) =>
        CostCalculator.Units(new LlmUsage { Total = 0 }, new CostLimits { LlmCostUnitsPer1kTokens = per1k, LlmCallCostUnits = perCall }).Should().Be(0);

    [Theory]
    [InlineData(1, 1)] // at least one unit
    [InlineData(100, 1)]
    [InlineData(101, 2)] // rounded up
    [InlineData(1000, 10)]
    [InlineData(1001, 11)]
    public void Per1kPrice_RoundsUp(long tokens, long expected) =>
        CostCalculator.Units(new LlmUsage { Total = tokens }, new CostLimits { LlmCostUnitsPer1kTokens = 10, LlmCallCostUnits = 999 }).Should().Be(expected);

    [Theory]
    [InlineData(null, 20)] // the default of 10 per 1,000 tokens
    [InlineData(3L, 6)]
    [InlineData(0L, 0)]
    public void AbsentPer1kPrice_TheCallsPriceIsTheRate(long? perCall, long expected) =>
        CostCalculator.Units(new LlmUsage { Total = 2000 }, new CostLimits { LlmCallCostUnits = perCall }).Should().Be(expected);

    [Fact]
    public void PriceOfZero_IsFree() =>
        CostCalculator.Units(new LlmUsage { Total = 5000 }, new CostLimits { LlmCostUnitsPer1kTokens = 0 }).Should().Be(0);

    [Fact]
    public void AnyTokensAndRate_EqualTheFormula() =>
        Gen.Select(Gen.Long[1, LlmUsage.MaxTokens], Gen.Long[1, CostCalculator.MaxUnits]).Sample(static (tokens, rate) =>
        {
            BigInteger exact = ((BigInteger)tokens * rate + 999) / 1000;
            BigInteger expected = BigInteger.Min(BigInteger.Max(1, exact), CostCalculator.MaxUnits);
            return CostCalculator.Units(new LlmUsage { Total = tokens }, new CostLimits { LlmCostUnitsPer1kTokens = rate }) == expected;
        });

    [Fact]
    public void Limits_Negative_AreRefused()
    {
        FluentActions.Invoking(static () => new CostLimits { MaxLlmCalls = -1 }).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(static () => new CostLimits { MaxToolCalls = -1 }).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(static () => new CostLimits { MaxCostUnits = -1 }).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(static () => new CostLimits { LlmCallCostUnits = -1 }).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(static () => new CostLimits { LlmCostUnitsPer1kTokens = CostCalculator.MaxUnits + 1 }).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(static () => new LlmModelQuota { MaxTokensPerDay = -1 }).Should().Throw<ArgumentOutOfRangeException>();
    }
}
