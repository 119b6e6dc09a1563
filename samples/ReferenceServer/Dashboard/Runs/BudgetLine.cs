using System.Collections.Immutable;
using System.Text.Json;
using Enterprise.Governance.CostMetering;

namespace ReferenceServer.Dashboard.Runs;

/// <summary>One budget of a run, and how much of it is gone. Immutable.</summary>
/// <param name="Name">What is counted.</param>
/// <param name="Spent">What is spent.</param>
/// <param name="Held">What calls in flight have reserved.</param>
/// <param name="Max">The most that may be spent; <see langword="null"/> without a limit.</param>
public sealed record BudgetLine(string Name, long Spent, long Held, long? Max)
{
    /// <summary>Gets how much of the bar is spent, from 0 to 100. A limit of 0 is a full bar: nothing is left.</summary>
    public double SpentShare => Max switch
    {
        null => 0,
        0 => 100,
        { } max => Math.Min(100, 100.0 * Spent / max),
    };

    /// <summary>Gets how much of the bar is held, from 0 to what is not spent.</summary>
    public double HeldShare => Max is > 0 and { } max ? Math.Min(100 - SpentShare, 100.0 * Held / max) : 0;

    /// <summary>Gets <c>good</c>, <c>warn</c> from three quarters on, or <c>bad</c> when nothing is left.</summary>
    public string Level => Max is null ? "good" : (SpentShare + HeldShare) switch
    {
        >= 100 => "bad",
        >= 75 => "warn",
        _ => "good",
    };

    internal static ImmutableArray<BudgetLine> Of(RunUsage usage, CostLimits limits) =>
    [
        new("LLM calls", usage.LlmCalls, usage.HeldLlmCalls, limits.MaxLlmCalls),
        new("Tool calls", usage.ToolCalls, usage.HeldToolCalls, limits.MaxToolCalls),
        new("Cost units", usage.CostUnits, usage.HeldCostUnits, limits.MaxCostUnits),
    ];

    /// <summary>Reads the column <c>budget</c> of <c>runs_mv</c>, which has no holds.</summary>
    internal static ImmutableArray<BudgetLine> Of(JsonElement budget, CostLimits limits) =>
        Of(new RunUsage(Count(budget, "llm_calls"), Count(budget, "tool_calls"), Count(budget, "cost_units"), 0, 0, 0, 0), limits);

    private static long Count(JsonElement budget, string name) => budget.TryGetProperty(name, out JsonElement value) ? value.GetInt64() : 0;
}
