using System.Diagnostics.Metrics;
using Enterprise.Governance.RateLimiting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the rate limiter.</summary>
public static class RateLimitingServiceCollectionExtensions
{
    /// <summary>Adds <see cref="GovernanceRateLimiter"/> and a source of rates; choose a store on the result. Calling it twice is harmless.</summary>
    /// <param name="services">The container's registrations.</param>
    /// <param name="configure">Sets options; optional.</param>
    /// <returns>A builder, for <see cref="UseInProcess"/>, <c>UseSqlite(…)</c> and the like.</returns>
    public static GovernanceRateLimitingBuilder AddGovernanceRateLimiting(this IServiceCollection services, Action<RateLimitOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptionsWithValidateOnStart<RateLimitOptions>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RateLimitOptions>, RateLimitOptionsValidator>());
        if (configure is not null)
            services.Configure(configure);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IRateLimitSource>(static provider =>
            new OptionsRateLimitSource(provider.GetRequiredService<IOptions<RateLimitOptions>>().Value));
        services.TryAddSingleton(static provider => new GovernanceRateLimiter(
            provider.GetService<IRateLimitStore>()
                ?? throw new InvalidOperationException("The rate limiter has no store: call UseInProcess, UseSqlite or UsePostgres on what AddGovernanceRateLimiting returns."),
            provider.GetRequiredService<IRateLimitSource>(),
            provider.GetRequiredService<IOptions<RateLimitOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<ILogger<GovernanceRateLimiter>>(),
            provider.GetService<IMeterFactory>()));
        return new GovernanceRateLimitingBuilder(services);
    }

    /// <summary>Counts in this process alone; nothing survives it.</summary>
    /// <param name="builder">The limiter's registration.</param>
    /// <returns>The same builder.</returns>
    public static GovernanceRateLimitingBuilder UseInProcess(this GovernanceRateLimitingBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton<IRateLimitStore>(static provider => new InProcessRateLimitStore(provider.GetRequiredService<TimeProvider>()));
        return builder;
    }
}
