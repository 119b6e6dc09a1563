using Enterprise.Governance.Projections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Enterprise.Governance.Postgres;

/// <summary>Registers the store of projections and its refresher.</summary>
internal static class PostgresProjectionsRegistration
{
    internal static void AddPostgresProjections(this IServiceCollection services)
    {
        services.TryAddSingleton<IProjectionStore, PostgresProjectionStore>();
        services.TryAddSingleton(static provider => new PostgresRefreshOptions
        {
            DataSource = provider.GetService<PostgresRefresherDataSource>()?.Find(provider),
            Timeout = provider.GetRequiredService<IOptions<ProjectionsOptions>>().Value.RefreshTimeout,
        });
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, PostgresProjectionRefreshing>());
    }
}
