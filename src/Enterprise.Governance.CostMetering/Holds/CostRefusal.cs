namespace Enterprise.Governance.CostMetering;

/// <summary>Why a hold was refused: <c>spent + held + requested</c> would be more than <c>limit</c>.</summary>
/// <param name="Budget">Which budget refused; the first in the order calls, cost units, tenant, org and user tokens.</param>
/// <param name="Limit">The cap, in calls, units or tokens.</param>
/// <param name="Spent">What is settled already.</param>
/// <param name="Held">What other calls in flight have reserved.</param>
/// <param name="Requested">What this call asked for.</param>
/// <param name="QuotaKind">For <see cref="CostBudget.TokensPerDay"/>, whose quota it is.</param>
/// <param name="QuotaId">For <see cref="CostBudget.TokensPerDay"/>, the identifier of the tenant, org or user.</param>
public sealed record CostRefusal(
    CostBudget Budget, long Limit, long Spent, long Held, long Requested, CostScopeKind? QuotaKind = null, string? QuotaId = null)
{
    /// <summary>Gets the budget's name as in events and messages: <c>llm_calls</c>, <c>tool_calls</c>, <c>cost_units</c> or <c>tokens_per_day</c>.</summary>
    public string BudgetName => Budget switch
    {
        CostBudget.LlmCalls => "llm_calls",
        CostBudget.ToolCalls => "tool_calls",
        CostBudget.CostUnits => "cost_units",
        _ => "tokens_per_day",
    };
}
