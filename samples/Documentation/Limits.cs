using Enterprise.Governance;
using Enterprise.Governance.CostMetering;
using Enterprise.Governance.RateLimiting;
using Microsoft.Extensions.DependencyInjection;

namespace Documentation;

internal static class Limits
{
    internal static async Task RateAsync(IServiceCollection services, GovernanceRateLimiter limiter, CancellationToken cancellationToken)
    {
        services.AddGovernanceRateLimiting(options =>
            {
                options.DefaultLimits = new TenantRateLimits { TenantRpm = 600, OrgRpm = 600, UserRpm = 120 };
            })
            .UseSqlite(sqlite => sqlite.ConnectionString = "Data Source=governance.db");

        RateLimitDecision decision = await limiter.AcquireAsync(new GovernanceScope("acme", "sales", "ann"), permits: 1, cancellationToken);
        if (!decision.IsAcquired)
            Console.WriteLine($"{decision.RefusedKey?.Name} is spent; come back in {decision.RetryAfter}");
    }

    internal static async Task RateWithoutAContainerAsync()
    {
        RateLimitOptions options = new()
        {
            DefaultLimits = new TenantRateLimits { TenantRpm = 600, UserRpm = 120 },
        };
        GovernanceRateLimiter limiter = new(new InProcessRateLimitStore(), options: options);

        RateLimitDecision decision = await limiter.AcquireAsync(new GovernanceScope("acme", "sales", "ann"));
        if (!decision.IsAcquired)
            Console.WriteLine($"{decision.RefusedKey?.Name} is spent; come back in {decision.RetryAfter}");
    }

    internal static async Task<string> CostAsync(
        IServiceCollection services, ICostMeter meter, string runId, string callId, GovernanceScope scope, long estimatedPrompt, long maxOutput,
        Func<CancellationToken, Task<LlmUsage>> callTheModelAsync, CancellationToken cancellationToken)
    {
        services.AddGovernanceCostMetering(options =>
            {
                options.DefaultLimits = new TenantCostLimits
                {
                    Limits = new CostLimits { MaxLlmCalls = 30, MaxToolCalls = 50, MaxCostUnits = 1500, LlmCostUnitsPer1kTokens = 10 },
                };
            })
            .UseSqlite(sqlite => sqlite.ConnectionString = "Data Source=governance.db");

        CostCall llm = new(runId, callId, scope, CostCallKind.Llm, "gemini-2.5-flash");
        await using MeteredCall call = await meter.BeginAsync(new CostHoldRequest(llm, tokens: estimatedPrompt + maxOutput), cancellationToken);
        if (call.Decision.Refusal is { } refusal)
            return $"{refusal.BudgetName}: {refusal.Spent} spent and {refusal.Held} held of {refusal.Limit}";
        LlmUsage usage = await callTheModelAsync(cancellationToken);
        await call.SettleAsync(usage);
        return "charged";
    }

    internal static async Task CostAloneAsync()
    {
        ServiceCollection services = new();
        services.AddGovernanceCostMetering(options => options.DefaultLimits = new TenantCostLimits
            {
                Limits = new CostLimits { MaxLlmCalls = 30, MaxCostUnits = 1500, LlmCostUnitsPer1kTokens = 10 },
            })
            .UseSqlite(sqlite => sqlite.ConnectionString = "Data Source=governance.db"); // Enterprise.Governance.Sqlite
        await using ServiceProvider provider = services.BuildServiceProvider();
        ICostMeter meter = provider.GetRequiredService<ICostMeter>();

        CostCall llm = new("run-1", "call-1", new GovernanceScope("acme", "sales", "ann"), CostCallKind.Llm, "gemini-2.5-flash");
        await using MeteredCall call = await meter.BeginAsync(new CostHoldRequest(llm, tokens: 1200));
        if (call.Decision.IsGranted)
            await call.SettleAsync(new LlmUsage { Prompt = 800, Output = 150 }); // what the model reported
    }
}
