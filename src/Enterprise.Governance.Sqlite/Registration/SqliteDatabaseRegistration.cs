using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Enterprise.Governance.Sqlite;

/// <summary>Registers the one database that every SQLite store of a container shares.</summary>
internal static class SqliteDatabaseRegistration
{
    internal static void AddSqliteDatabase(this IServiceCollection services, SqliteFeatures features, Action<GovernanceSqliteOptions>? configure)
    {
        services.AddOptions<GovernanceSqliteOptions>();
        if (configure is not null)
            services.Configure(configure);
        if (!services.Any(d => d.ImplementationInstance is SqliteFeatureRegistration registration && registration.Features == features))
            services.AddSingleton(new SqliteFeatureRegistration(features));
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(static provider =>
        {
            GovernanceSqliteOptions configured = provider.GetRequiredService<IOptions<GovernanceSqliteOptions>>().Value;
            SqliteFeatures all = provider.GetServices<SqliteFeatureRegistration>().Aggregate(configured.Features, static (sum, one) => sum | one.Features);
            return new GovernanceSqliteDatabase(
                new GovernanceSqliteOptions
                {
                    ConnectionString = configured.ConnectionString,
                    SchemaMode = configured.SchemaMode,
                    Features = all,
                    BusyTimeout = configured.BusyTimeout,
                    QueueCapacity = configured.QueueCapacity,
                    MaxBatch = configured.MaxBatch,
                },
                provider.GetRequiredService<TimeProvider>(),
                provider.GetService<IMeterFactory>());
        });
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStoreHealth, SqliteHealth>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, SqliteStartup>());
    }
}
