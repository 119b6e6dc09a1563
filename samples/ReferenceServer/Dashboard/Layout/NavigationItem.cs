using Enterprise.Governance.AspNetCore;
using MudBlazor;
using ReferenceServer.Authentication;

namespace ReferenceServer.Dashboard.Layout;

/// <summary>A page of the navigation.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Href">Where it is.</param>
/// <param name="Key">The key after <c>g</c> that goes there.</param>
/// <param name="Icon">Its sign.</param>
/// <param name="Capability">Who sees it.</param>
internal sealed record NavigationItem(string Name, string Href, char Key, string Icon, string Capability)
{
    internal static NavigationItem[] All { get; } =
    [
        new("Runs", "/", 'r', Icons.Material.Outlined.PlayCircle, ServerCapabilities.RunsRead),
        new("Inbox", "/inbox", 'i', Icons.Material.Outlined.Inbox, GovernanceCapabilities.ApprovalsRead),
        new("Policy", "/policy", 'p', Icons.Material.Outlined.Policy, ServerCapabilities.PoliciesRead),
        new("Spend", "/spend", 's', Icons.Material.Outlined.BarChart, GovernanceCapabilities.UsageRead),
        new("System", "/system", 'y', Icons.Material.Outlined.MonitorHeart, ServerCapabilities.SystemRead),
    ];
}
