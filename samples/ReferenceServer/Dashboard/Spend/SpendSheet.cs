using System.Collections.Immutable;
using Enterprise.Governance.CostMetering;

namespace ReferenceServer.Dashboard.Spend;

/// <summary>What models have cost a tenant in a range of days, added up each way. Immutable.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Total">All of it.</param>
/// <param name="Days">By day, also the days without any.</param>
/// <param name="Models">By model, the dearest first.</param>
/// <param name="Orgs">By org, the dearest first.</param>
/// <param name="Users">By user, the dearest first.</param>
public sealed record SpendSheet(string Tenant, SpendSum Total, ImmutableArray<SpendDay> Days, ImmutableArray<SpendPart> Models, ImmutableArray<SpendPart> Orgs, ImmutableArray<SpendPart> Users)
{
    internal static SpendSheet Of(string tenant, DateOnly from, DateOnly to, IReadOnlyList<DailyUsage> usage)
    {
        // The same calls are counted once for the tenant, once for the org and once for the user.
        DailyUsage[] all = [.. usage.Where(static row => row.Kind == CostScopeKind.Tenant)];
        ILookup<DateOnly, DailyUsage> byDay = all.ToLookup(static row => row.Day);
        return new SpendSheet(
            tenant, SpendSum.Of(all),
            [.. Enumerable.Range(0, to.DayNumber - from.DayNumber + 1).Select(from.AddDays).Select(day => new SpendDay(day, SpendSum.Of(byDay[day]), Parts(byDay[day], ModelOf)))],
            Parts(all, ModelOf), Parts(usage.Where(static row => row.Kind == CostScopeKind.Org), static row => row.Id), Parts(usage.Where(static row => row.Kind == CostScopeKind.User), static row => row.Id));
    }

    private static string ModelOf(DailyUsage row) => row.Model ?? "(no model named)";

    private static ImmutableArray<SpendPart> Parts(IEnumerable<DailyUsage> usage, Func<DailyUsage, string> key) =>
        [.. usage.GroupBy(key, StringComparer.Ordinal).Select(static group => new SpendPart(group.Key, SpendSum.Of(group))).OrderByDescending(static part => part.Sum.CostUnits).ThenBy(static part => part.Name, StringComparer.Ordinal)];
}

/// <summary>Sums of usage.</summary>
/// <param name="CostUnits">Cost units.</param>
/// <param name="Tokens">Tokens.</param>
/// <param name="Calls">Calls.</param>
/// <param name="EstimatedCalls">How many of the calls were charged by an estimate.</param>
public sealed record SpendSum(long CostUnits, long Tokens, long Calls, long EstimatedCalls)
{
    internal static SpendSum Of(IEnumerable<DailyUsage> usage) => usage.Aggregate(new SpendSum(0, 0, 0, 0), static (sum, row) =>
        new SpendSum(sum.CostUnits + row.CostUnits, sum.Tokens + row.Tokens, sum.Calls + row.Calls, sum.EstimatedCalls + row.EstimatedCalls));
}

/// <summary>A day.</summary>
public sealed record SpendDay(DateOnly Day, SpendSum Sum, ImmutableArray<SpendPart> Models);

/// <summary>A model, an org or a user.</summary>
public sealed record SpendPart(string Name, SpendSum Sum);
