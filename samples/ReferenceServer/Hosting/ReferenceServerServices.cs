using Enterprise.Governance;
using Enterprise.Governance.Gemini;
using Enterprise.Governance.Postgres;
using Hangfire;
using Hangfire.PostgreSql;
using Microsoft.Extensions.Options;
using Newtonsoft.Json;
using Npgsql;
using ReferenceServer.Planning;
using ReferenceServer.Policies;
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
        services.AddSavedPolicies();
        services.AddOptions<GovernanceOptions>().Configure<IOptions<ServerOptions>>(static (governance, server) => governance.LeaseLifetime = governance.HeartbeatLifetime = server.Value.Lease);
        if (configuration.GetConnectionString("Refresher") is { Length: > 0 } refresher)
        {
            services.AddKeyedSingleton<NpgsqlDataSource>("refresher", (_, _) => new NpgsqlDataSourceBuilder(refresher).Build());
            services.AddGovernanceProjections().RefreshWith(static provider => provider.GetRequiredKeyedService<NpgsqlDataSource>("refresher"));
        }

        services.AddSingleton<OutboxSignal>().AddSingleton<Outbox>().AddSingleton<RunRequests>().AddSingleton<RunStart>();
        WakingGovernance.Add(services);
        services.AddHangfire((_, hangfire) => hangfire
            .SetDataCompatibilityLevel(CompatibilityLevel.Version_180).UseSimpleAssemblyNameTypeSerializer()

            // Arguments are one text, so no type is ever named in them.
            .UseSerializerSettings(new JsonSerializerSettings { TypeNameHandling = TypeNameHandling.None, MaxDepth = 8 })
            .UsePostgreSqlStorage(options => options.UseNpgsqlConnection(connection), new PostgreSqlStorageOptions
            {
                SchemaName = "hangfire",
                EnableLongPolling = true,
                UseSlidingInvisibilityTimeout = true,
                InvisibilityTimeout = TimeSpan.FromSeconds(30),

                // A lock that a killed process has left in the table keeps nobody longer than this.
                DistributedLockTimeout = TimeSpan.FromSeconds(10),
                PrepareSchemaIfNecessary = false,
            })
            .WithJobExpirationTimeout(TimeSpan.FromHours(1)));
        services.AddSingleton<OutboxRelay>();
        return services;
    }

    /// <summary>Adds what hands runs to the job queue; every process has it.</summary>
    internal static IServiceCollection AddRelay(this IServiceCollection services) => services.AddHostedService(static provider => provider.GetRequiredService<OutboxRelay>());

    /// <summary>Adds what carries out a run.</summary>
    internal static IServiceCollection AddRunWork(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddPlanner(configuration).AddSingleton<RunPlanning>().AddSingleton<TenantSlots>().AddSingleton<RunWork>().AddSingleton<ToolBox>();
        services.AddSingleton<ITool, MailTool>().AddSingleton<ITool, ContactTool>().AddSingleton<ITool, HandbookTool>();
        services.AddHttpClient<HttpGetTool>(static client => client.Timeout = TimeSpan.FromSeconds(20)).ConfigurePrimaryHttpMessageHandler(HttpGetTool.CreateHandler);
        services.AddSingleton<ITool>(static provider => provider.GetRequiredService<HttpGetTool>());
        return services;
    }

    /// <summary>Adds Gemini as the planner if there is a key for it, else the task language.</summary>
    private static IServiceCollection AddPlanner(this IServiceCollection services, IConfiguration configuration)
    {
        if (configuration["GEMINI_API_KEY"] is not { Length: > 0 } key)
            return services.AddSingleton<IPlanner, TaskLanguagePlanner>();
        services.AddGeminiChatClient(options =>
        {
            options.ApiKey = key;
            options.Model = configuration["GEMINI_MODEL"] is { Length: > 0 } model ? model : "gemini-2.5-flash";
            options.Endpoint = configuration["GEMINI_ENDPOINT"] is { Length: > 0 } endpoint ? new Uri(endpoint) : null;

            // A run waits in the outbox, where it keeps no worker.
            options.MaxRetries = 0;
        });
        return services.AddSingleton<IPlanner, GeminiPlanner>();
    }

    /// <summary>Adds the job queue's server.</summary>
    internal static IServiceCollection AddWorkerServer(this IServiceCollection services, IConfiguration configuration) => services.AddHangfireServer(options =>
    {
        options.WorkerCount = configuration.GetValue("Server:RunsPerWorker", new ServerOptions().RunsPerWorker);

        // A job that is told to stop, which is at once, finishes its step first.
        options.ShutdownTimeout = TimeSpan.FromSeconds(25);
    });
}
