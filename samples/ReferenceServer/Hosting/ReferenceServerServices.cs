using Enterprise.Governance.Postgres;
using Hangfire;
using Hangfire.PostgreSql;
using Npgsql;
using ReferenceServer.Planning;
using ReferenceServer.Runs;
using ReferenceServer.Tools;
using ReferenceServer.Workers;

namespace ReferenceServer.Hosting;

/// <summary>What all roles have in common, and what each adds.</summary>
internal static class ReferenceServerServices
{
    internal static IServiceCollection AddReferenceServer(this IServiceCollection services, IConfiguration configuration)
    {
        string connection = configuration.GetConnectionString("Governance") ?? throw new InvalidOperationException("the connection string `Governance` is missing; it names the PostgreSQL database");
        services.AddOptions<ServerOptions>().BindConfiguration("Server").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<NpgsqlDataSource>(_ => new NpgsqlDataSourceBuilder(new NpgsqlConnectionStringBuilder(connection) { NoResetOnClose = true }.ConnectionString).Build());
        services.AddEnterpriseGovernance().UsePostgres();
        services.AddSingleton<OutboxSignal>().AddSingleton<Outbox>().AddSingleton<RunRequests>();
        services.AddHangfire((_, hangfire) => hangfire
            .SetDataCompatibilityLevel(CompatibilityLevel.Version_180).UseSimpleAssemblyNameTypeSerializer().UseRecommendedSerializerSettings()
            .UsePostgreSqlStorage(options => options.UseNpgsqlConnection(connection), new PostgreSqlStorageOptions
            {
                SchemaName = "hangfire",
                EnableLongPolling = true,
                UseSlidingInvisibilityTimeout = true,
                InvisibilityTimeout = TimeSpan.FromSeconds(30),
                PrepareSchemaIfNecessary = true,
            }));
        services.AddSingleton<OutboxRelay>();
        return services;
    }

    /// <summary>Adds what hands runs to the job queue; every process has it.</summary>
    internal static IServiceCollection AddRelay(this IServiceCollection services) => services.AddHostedService(static provider => provider.GetRequiredService<OutboxRelay>());

    /// <summary>Adds what carries out a run.</summary>
    internal static IServiceCollection AddRunWork(this IServiceCollection services)
    {
        services.AddSingleton<IPlanner, TaskLanguagePlanner>().AddSingleton<TenantSlots>().AddSingleton<RunWork>().AddSingleton<ToolBox>();
        services.AddSingleton<ITool, MailTool>().AddSingleton<ITool, ContactTool>().AddSingleton<ITool, HandbookTool>();
        services.AddHttpClient<HttpGetTool>(static client => client.Timeout = TimeSpan.FromSeconds(20)).ConfigurePrimaryHttpMessageHandler(HttpGetTool.CreateHandler);
        services.AddSingleton<ITool>(static provider => provider.GetRequiredService<HttpGetTool>());
        return services;
    }

    /// <summary>Adds the job queue's server.</summary>
    internal static IServiceCollection AddWorkerServer(this IServiceCollection services, IConfiguration configuration) => services.AddHangfireServer(options =>
    {
        options.WorkerCount = configuration.GetValue("Server:RunsPerWorker", new ServerOptions().RunsPerWorker);

        // A job that is told to stop finishes its step first.
        options.ShutdownTimeout = TimeSpan.FromSeconds(25);
    });
}
