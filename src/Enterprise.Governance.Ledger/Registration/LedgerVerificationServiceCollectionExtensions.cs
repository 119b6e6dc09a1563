using System.Diagnostics.Metrics;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Ledger.Watching;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the scheduled verification of all chains.</summary>
public static class LedgerVerificationServiceCollectionExtensions
{
    /// <summary>Adds <see cref="LedgerVerification"/> and a hosted service that verifies every run each <see cref="LedgerVerificationOptions.Interval"/>. Of the processes that have it on one database, one at a time is at it, and the next goes on where it stopped. Calling it twice is harmless.</summary>
    /// <param name="services">The container's registrations; the ledger is registered apart.</param>
    /// <param name="configure">Sets interval and pace.</param>
    /// <returns>The container's registrations.</returns>
    /// <remarks>Register who is told of findings as <see cref="ILedgerVerificationObserver"/>.</remarks>
    public static IServiceCollection AddGovernanceVerification(this IServiceCollection services, Action<LedgerVerificationOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptionsWithValidateOnStart<LedgerVerificationOptions, LedgerVerificationOptionsValidator>();
        if (configure is not null)
            services.Configure(configure);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(static provider => new LedgerVerification(
            provider.GetRequiredService<ILedger>(),
            provider.GetRequiredService<IOptions<LedgerVerificationOptions>>().Value,
            provider.GetServices<ILedgerVerificationObserver>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<ILogger<LedgerVerification>>(),
            provider.GetService<IMeterFactory>(),
            provider.GetService<ILedgerVerificationStore>(),
            provider.GetService<LiveAuditKeys>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, LedgerVerificationService>());
        return services;
    }
}
