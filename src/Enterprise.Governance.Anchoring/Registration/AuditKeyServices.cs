using Enterprise.Governance.Ledger;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Governance.Anchoring;

/// <summary>Finds the audit keys of a container.</summary>
internal static class AuditKeyServices
{
    /// <summary>Returns the keys that the container's ledger has in force; without a ledger, those that are registered.</summary>
    internal static IAuditKeyProvider GetAuditKeys(this IServiceProvider provider) => provider.GetService<LiveAuditKeys>() ?? provider.GetRequiredService<IAuditKeyProvider>();
}
