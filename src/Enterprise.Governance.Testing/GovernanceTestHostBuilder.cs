using System.Security.Cryptography;
using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Policies;
using Enterprise.Governance.RateLimiting;
using Enterprise.Governance.Testing.Tenants;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Enterprise.Governance.Testing;

/// <summary>Says what a <see cref="GovernanceTestHost"/> knows: tenants, policies, a clock, and services of the host under test.</summary>
public sealed class GovernanceTestHostBuilder
{
    private readonly Dictionary<string, TenantConfiguration> _tenants = new(StringComparer.Ordinal);
    private readonly List<Action<IServiceCollection>> _registrations = [];
    private Action<GovernanceOptions>? _governance;
    private int _policies;

    /// <summary>Names a tenant. Once one is named, actions of any other are denied; as long as none is, every tenant exists and has no limits.</summary>
    /// <param name="tenant">The tenant's id. Naming it again replaces what was said before.</param>
    /// <param name="rates">The rate limits; none if absent.</param>
    /// <param name="limits">The budgets of a run and the prices; no limit if absent.</param>
    /// <param name="quotas">The daily quotas; none if absent.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">The id is not valid.</exception>
    public GovernanceTestHostBuilder WithTenant(string tenant, TenantRateLimits? rates = null, CostLimits? limits = null, LlmQuotas? quotas = null) => WithTenant(new TenantConfiguration
    {
        TenantId = GovernanceIdentifier.Require(tenant),
        RateLimits = rates ?? TenantRateLimits.Unlimited,
        CostLimits = new TenantCostLimits { Limits = limits ?? CostLimits.Unlimited, Quotas = quotas ?? LlmQuotas.Unlimited },
    });

    /// <summary>Names a tenant by its whole configuration.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <returns>The same builder.</returns>
    public GovernanceTestHostBuilder WithTenant(TenantConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        _tenants[configuration.TenantId] = configuration;
        return this;
    }

    /// <summary>Adds policies.</summary>
    /// <param name="json">An array of rules, or an object with <c>policies</c>. What is wrong with it fails the start, with line and column.</param>
    /// <returns>The same builder.</returns>
    public GovernanceTestHostBuilder WithPolicies(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        string name = FormattableString.Invariant($"policies-{++_policies}.json");
        return WithServices(services => services.Configure<PoliciesOptions>(policies => policies.AddText(json, name)));
    }

    /// <summary>Sets the clock, such as a <c>FakeTimeProvider</c>; the system's otherwise. On SQLite it is the database's clock too.</summary>
    /// <param name="timeProvider">The clock. It runs on over <see cref="GovernanceTestHost.ResetAsync"/>.</param>
    /// <returns>The same builder.</returns>
    public GovernanceTestHostBuilder WithTime(TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(timeProvider);
        return WithServices(services => services.Replace(ServiceDescriptor.Singleton(timeProvider)));
    }

    /// <summary>Sets how runs, approvals and the pipeline behave.</summary>
    /// <param name="configure">Sets options.</param>
    /// <returns>The same builder.</returns>
    public GovernanceTestHostBuilder WithOptions(Action<GovernanceOptions> configure)
    {
        _governance += configure ?? throw new ArgumentNullException(nameof(configure));
        return this;
    }

    /// <summary>Registers services of the host under test in the container of governance; hosted services are started with it.</summary>
    /// <param name="register">Registers; called again at each <see cref="GovernanceTestHost.ResetAsync"/>.</param>
    /// <returns>The same builder.</returns>
    public GovernanceTestHostBuilder WithServices(Action<IServiceCollection> register)
    {
        _registrations.Add(register ?? throw new ArgumentNullException(nameof(register)));
        return this;
    }

    /// <summary>Makes a database and starts on it. What is added to this builder afterwards changes nothing.</summary>
    /// <param name="cancellationToken">Cancels starting.</param>
    /// <returns>The host; dispose it to delete the database.</returns>
    /// <exception cref="GovernanceStartupException">Policies or options are wrong; it lists everything.</exception>
    public async ValueTask<GovernanceTestHost> StartAsync(CancellationToken cancellationToken = default)
    {
        TestTenants tenants = new(new Dictionary<string, TenantConfiguration>(_tenants, StringComparer.Ordinal));
        Action<GovernanceOptions>? governance = _governance;
        Action<IServiceCollection>[] registrations = [.. _registrations];
        GovernanceTestHost host = new(Register);
        try
        {
            await host.ResetAsync(cancellationToken).ConfigureAwait(false);
            return host;
        }
        catch
        {
            await host.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        void Register(IServiceCollection services, string file)
        {
            services.AddSingleton(TimeProvider.System);
            services.AddSingleton<ITenantSource>(tenants);
            services.AddGovernanceCore(governance).UseSqlite(sqlite => sqlite.ConnectionString = file);
            string secret = RandomNumberGenerator.GetHexString(64, lowercase: true);
            services.Configure<LedgerOptions>(ledger => ledger.AuditSecret = secret);
            foreach (Action<IServiceCollection> register in registrations)
                register(services);
        }
    }
}
