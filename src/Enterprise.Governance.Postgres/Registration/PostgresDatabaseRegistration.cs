using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Enterprise.Governance.Postgres;

/// <summary>Registers the one database that every PostgreSQL store of a container shares. Nothing is opened before the host starts.</summary>
internal static class PostgresDatabaseRegistration
{
    internal static void AddPostgresDatabase(this IServiceCollection services, PostgresFeatures features, Action<GovernancePostgresOptions>? configure, Func<IServiceProvider, PostgresDataSource>? source)
    {
        services.AddOptions<GovernancePostgresOptions>();
        if (configure is not null)
            services.Configure(configure);
        if (source is not null)
            services.TryAddSingleton(source);
        if (!services.Any(d => d.ImplementationInstance is PostgresFeatureRegistration registration && registration.Features == features))
            services.AddSingleton(new PostgresFeatureRegistration(features));
        services.TryAddSingleton(static provider =>
        {
            GovernancePostgresOptions configured = provider.GetRequiredService<IOptions<GovernancePostgresOptions>>().Value;
            PostgresFeatures all = provider.GetServices<PostgresFeatureRegistration>().Aggregate(configured.Features, static (sum, one) => sum | one.Features);
            return new GovernancePostgresDatabase(FindDataSource(provider), new GovernancePostgresOptions
            {
                Schema = configured.Schema,
                SchemaMode = configured.SchemaMode,
                Features = all,
                CommandTimeout = configured.CommandTimeout,
                LockTimeout = configured.LockTimeout,
                RateLimitSynchronousCommit = configured.RateLimitSynchronousCommit,
            }, provider.GetService<IMeterFactory>());
        });
        services.TryAddSingleton<ConfiguredDataSource>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStoreHealth, PostgresHealth>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, PostgresStartup>());
    }

    private static NpgsqlDataSource FindDataSource(IServiceProvider provider) =>
        provider.GetService<PostgresDataSource>()?.DataSource ?? provider.GetRequiredService<ConfiguredDataSource>().DataSource ?? provider.GetService<NpgsqlDataSource>()
        ?? throw new InvalidOperationException("no PostgreSQL data source is registered; pass one to `UsePostgres(…)`, or register an `NpgsqlDataSource`");
}
