using System.Text.Json;
using Enterprise.Governance.CostMetering;
using ReferenceServer.Dashboard.Runs;

namespace ReferenceServer.Tests.Dashboard;

/// <summary>The arithmetic of budget bars.</summary>
public sealed class BudgetLineTests
{
    [Theory]
    [InlineData(0, 0, 50L, 0, 0, "good")]
    [InlineData(10, 5, 50L, 20, 10, "good")]
    [InlineData(30, 7, 50L, 60, 14, "good")]
    [InlineData(30, 8, 50L, 60, 16, "warn")]
    [InlineData(45, 5, 50L, 90, 10, "bad")]
    [InlineData(45, 50, 50L, 90, 10, "bad")]
    [InlineData(60, 5, 50L, 100, 0, "bad")]
    [InlineData(0, 0, 0L, 100, 0, "bad")]
    [InlineData(70, 5, null, 0, 0, "good")]
    public void Bar_ShowsSpentAndHeldOfTheLimit(long spent, long held, long? max, double spentShare, double heldShare, string level)
    {
        BudgetLine line = new("Tool calls", spent, held, max);

        (line.SpentShare, line.HeldShare, line.Level).Should().Be((spentShare, heldShare, level));
    }

    [Fact]
    public void Lines_OfARow_TakeTheLimitsOfTheTenant()
    {
        JsonElement budget = JsonElement.Parse("""{"llm_calls":1,"tool_calls":2,"cost_units":30,"tokens":4}""");

        BudgetLine.Of(budget, new CostLimits { MaxLlmCalls = 30, MaxCostUnits = 1500 }).Should().Equal(
            new BudgetLine("LLM calls", 1, 0, 30), new BudgetLine("Tool calls", 2, 0, null), new BudgetLine("Cost units", 30, 0, 1500));
    }

    [Fact]
    public void Lines_OfARun_HaveWhatItHolds() =>
        BudgetLine.Of(new RunUsage(1, 2, 30, 4, 5, 6, 70), CostLimits.Unlimited).Select(static line => (line.Spent, line.Held)).Should().Equal((1, 5), (2, 6), (30, 70));
}
