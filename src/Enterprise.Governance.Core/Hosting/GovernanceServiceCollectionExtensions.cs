using System.Diagnostics.Metrics;
using Enterprise.Governance;
using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Hosting;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Pipeline;
using Enterprise.Governance.Policies;
using Enterprise.Governance.Projections;
using Enterprise.Governance.RateLimiting;
using Enterprise.Governance.Tenants;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the governed pipeline over the five capabilities.</summary>
public static class GovernanceServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="IGovernance"/> and <see cref="IApprovals"/> with ledger, policies, rate limiter and cost meter; choose a store with <c>UseSqlite</c> or
    /// <c>UsePostgres</c>, and register an <see cref="ITenantSource"/>. The package <c>Enterprise.Governance</c> does all that from configuration.
    /// Calling it twice is harmless.
    /// </summary>
    /// <param name="services">The container's registrations.</param>
    /// <param name="configure">Sets how runs, approvals and the pipeline behave.</param>
    /// <returns>A builder to choose the store with.</returns>
    public static GovernanceBuilder AddGovernanceCore(this IServiceCollection services, Action<GovernanceOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, GovernanceStartup>());

        // Limits come from the tenants, so these stand before the options-backed defaults of the packages.
        services.TryAddSingleton<IRateLimitSource>(static provider => new TenantRateLimitSource(provider.GetRequiredService<ITenantSource>()));
        services.TryAddSingleton<ICostLimitSource>(static provider => new TenantCostLimitSource(provider.GetRequiredService<ITenantSource>()));
        services.AddGovernanceLedger();
        services.AddGovernancePolicies();
        services.AddGovernanceRateLimiting();
        services.AddGovernanceCostMetering();
        services.AddGovernanceProjections();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<ProjectionsOptions>, BuiltInProjections>());

        services.AddOptionsWithValidateOnStart<GovernanceOptions, GovernanceOptionsValidator>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<GovernanceOptions>, GovernanceLifetimesValidator>());
        if (configure is not null)
            services.Configure(configure);
        services.AddOptions<PoliciesOptions>().Configure<IOptions<GovernanceOptions>>(static (policies, core) => policies.DefaultEffect = core.Value.DefaultEffect);
        services.TryAddSingleton(static provider => new TenantPolicies(
            provider.GetRequiredService<IPolicyEngine>(), provider.GetRequiredService<ITenantSource>(), provider.GetRequiredService<IPolicySetStore>(),
            provider.GetRequiredService<TimeProvider>(), CreateLogger(provider)));
        services.TryAddSingleton<IPolicyDocumentSource, StoredPolicyDocuments>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartupCheck, PolicyFilesCheck>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartupCheck, TenantFilesCheck>());
        CollectOptionProblems(services);
        services.TryAddSingleton(CreateServices);
        services.TryAddSingleton<IGovernance>(static provider => new GovernanceEngine(provider.GetRequiredService<PipelineServices>()));
        services.TryAddSingleton(static provider => provider.GetRequiredService<IGovernance>().Approvals);
        return new GovernanceBuilder(services);
    }

    /// <summary>Lets option problems be reported together with those of files, instead of before them.</summary>
    private static void CollectOptionProblems(IServiceCollection services)
    {
        ServiceDescriptor? validator = services.LastOrDefault(static d => d.ServiceType == typeof(IStartupValidator));
        if (validator?.ImplementationType is not { } type)
            return;
        services.Remove(validator);
        services.AddSingleton<IStartupValidator>(provider => new StartupProblems((IStartupValidator)ActivatorUtilities.CreateInstance(provider, type)));
    }

    private static PipelineServices CreateServices(IServiceProvider provider) => new()
    {
        Runs = provider.GetService<IRunStore>()
            ?? throw new InvalidOperationException("Governance has no store: call UseSqlite or UsePostgres on what AddGovernanceCore or AddEnterpriseGovernance returns."),
        Pipeline = provider.GetRequiredService<IPipelineStore>(),
        Approvals = provider.GetRequiredService<IApprovalStore>(),
        Ledger = provider.GetRequiredService<ILedger>(),
        Sealer = provider.GetRequiredService<ChainSealer>(),
        RateLimiter = provider.GetRequiredService<GovernanceRateLimiter>(),
        Meter = provider.GetRequiredService<ICostMeter>(),
        Policies = provider.GetRequiredService<TenantPolicies>(),
        Time = provider.GetRequiredService<TimeProvider>(),
        Settings = GovernanceSettings.From(provider.GetRequiredService<IOptions<GovernanceOptions>>().Value),
        Metrics = new CoreMetrics(provider.GetService<IMeterFactory>()),
        Logger = CreateLogger(provider),
    };

    private static ILogger CreateLogger(IServiceProvider provider) =>
        provider.GetService<ILoggerFactory>()?.CreateLogger("Enterprise.Governance") ?? NullLogger.Instance;
}
