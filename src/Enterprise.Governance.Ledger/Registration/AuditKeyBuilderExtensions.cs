using System.Diagnostics.CodeAnalysis;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Ledger.Keys;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses where the audit keys come from.</summary>
public static class AuditKeyBuilderExtensions
{
    /// <summary>Takes the audit keys from <typeparamref name="T"/>, instead of <see cref="LedgerOptions.AuditSecret"/> and <see cref="LedgerOptions.AuditKeysJson"/>, and asks it again every <see cref="LedgerOptions.KeyRefreshInterval"/>.</summary>
    /// <typeparam name="T">The provider; made once.</typeparam>
    /// <param name="builder">The registration of the ledger.</param>
    /// <returns>The same builder.</returns>
    public static GovernanceLedgerBuilder UseAuditKeys<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(this GovernanceLedgerBuilder builder)
        where T : class, IAuditKeyProvider
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Replace(ServiceDescriptor.Singleton<IAuditKeyProvider, T>());
        builder.Services.Configure<LedgerOptions>(static options => options.HasProvider = true);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, AuditKeyRefreshing>());
        return builder;
    }
}
