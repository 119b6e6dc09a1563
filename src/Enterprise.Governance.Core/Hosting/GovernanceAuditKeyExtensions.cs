using System.Diagnostics.CodeAnalysis;
using Enterprise.Governance;
using Enterprise.Governance.Ledger;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses where the audit keys of the governed pipeline come from.</summary>
public static class GovernanceAuditKeyExtensions
{
    /// <summary>Takes the audit keys from <typeparamref name="T"/> instead of the configuration, and asks it again every <see cref="LedgerOptions.KeyRefreshInterval"/>.</summary>
    /// <typeparam name="T">The provider; made once.</typeparam>
    /// <param name="builder">The registration of governance.</param>
    /// <returns>The same builder.</returns>
    public static GovernanceBuilder UseAuditKeys<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(this GovernanceBuilder builder)
        where T : class, IAuditKeyProvider
    {
        ArgumentNullException.ThrowIfNull(builder);
        new GovernanceLedgerBuilder(builder.Services).UseAuditKeys<T>();
        return builder;
    }
}
