using System.Diagnostics.Metrics;
using Enterprise.Governance.Projections;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers projections.</summary>
public static class ProjectionsServiceCollectionExtensions
{
    /// <summary>Adds <see cref="IProjections"/>; choose a store with <c>UseSqlite</c> or <c>UsePostgres</c>. Calling it twice is harmless.</summary>
    /// <param name="services">The container's registrations.</param>
    /// <param name="configure">Adds the host's own projections.</param>
    /// <returns>A builder to choose the store with.</returns>
    public static GovernanceProjectionsBuilder AddGovernanceProjections(this IServiceCollection services, Action<ProjectionsOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptionsWithValidateOnStart<ProjectionsOptions, ProjectionsOptionsValidator>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ProjectionsOptions>, ProjectionNamesValidator>());
        if (configure is not null)
            services.Configure(configure);
        services.TryAddSingleton<IProjections>(static provider => new ProjectionsEngine(
            provider.GetService<IProjectionStore>() ?? throw new InvalidOperationException("Projections have no store: call UseSqlite or UsePostgres on what AddGovernanceProjections returns."),
            provider.GetRequiredService<IOptions<ProjectionsOptions>>().Value,
            provider.GetService<IMeterFactory>()));
        return new GovernanceProjectionsBuilder(services);
    }
}
