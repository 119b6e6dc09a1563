using Enterprise.Governance;
using Enterprise.Governance.AspNetCore;
using Enterprise.Governance.CostMetering;
using ReferenceServer.Dashboard.Sessions;

namespace ReferenceServer.Dashboard.Spend;

/// <summary>What models have cost the operator's tenant.</summary>
internal sealed class SpendReport(Operator who, ICostMeter meter)
{
    internal const int MaxDays = 366;

    internal async Task<SpendSheet> ReadAsync(DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        GovernanceScope scope = await who.RequireAsync(GovernanceCapabilities.UsageRead, cancellationToken);
        if (from > to || to.DayNumber - from.DayNumber >= MaxDays)
            throw new RefusedException($"Choose a first day that is not after the last one, and at most {MaxDays} days.");
        return SpendSheet.Of(scope.Tenant, from, to, await meter.GetDailyUsageAsync(new DailyUsageQuery(scope.Tenant, from, to), cancellationToken));
    }
}
