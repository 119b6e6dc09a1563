namespace Enterprise.Governance.CostMetering;

/// <summary>One settled call.</summary>
/// <param name="Call">The call; the scope of a stored row has no roles.</param>
/// <param name="Usage">What an LLM call used, or <see langword="null"/> if nobody knew.</param>
/// <param name="Units">The cost units charged.</param>
/// <param name="Amount">What it cost in money, if a price book said so.</param>
/// <param name="Currency">The ISO 4217 code of <paramref name="Amount"/>.</param>
/// <param name="SettledAt">When it was settled, by the store's clock, to the millisecond.</param>
public sealed record UsageRow(CostCall Call, LlmUsage? Usage, long Units, decimal? Amount, string? Currency, DateTimeOffset SettledAt);
