using Enterprise.Governance.CostMetering;
using ReferenceServer.Dashboard.Spend;

namespace ReferenceServer.Tests.Dashboard;

/// <summary>Sums of spend.</summary>
public sealed class SpendSheetTests
{
    private static readonly DateOnly Monday = new(2026, 11, 23);

    [Fact]
    public void Calls_AreCountedOnce_ThoughTheyStandThereForTenantOrgAndUser()
    {
        SpendSheet sheet = SpendSheet.Of("acme", Monday.AddDays(-1), Monday.AddDays(1),
        [
            new(Monday, CostScopeKind.Tenant, "acme", "big", 2, 1, 200, 20), new(Monday, CostScopeKind.Org, "support", "big", 2, 1, 200, 20), new(Monday, CostScopeKind.User, "ann", "big", 2, 1, 200, 20),
            new(Monday.AddDays(1), CostScopeKind.Tenant, "acme", "small", 3, 0, 30, 40), new(Monday.AddDays(1), CostScopeKind.User, "bob", "small", 3, 0, 30, 40), new(Monday, CostScopeKind.Tenant, "acme", null, 1, 1, 5, 1),
        ]);

        sheet.Total.Should().Be(new SpendSum(61, 235, 6, 2));
        sheet.Days.Select(static day => (day.Day, day.Sum.CostUnits)).Should().Equal((Monday.AddDays(-1), 0), (Monday, 21), (Monday.AddDays(1), 40));
        sheet.Models.Select(static part => (part.Name, part.Sum.CostUnits)).Should().Equal(("small", 40), ("big", 20), ("(no model named)", 1));
        sheet.Orgs.Select(static part => part.Name).Should().Equal("support");
        sheet.Users.Select(static part => part.Name).Should().Equal("bob", "ann");
    }
}
