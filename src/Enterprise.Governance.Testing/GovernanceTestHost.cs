using Enterprise.Governance.Ledger;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Enterprise.Governance.Testing;

/// <summary>Governance on a SQLite database of its own, for one test or a class of tests; the database is deleted with it.</summary>
/// <remarks>
/// Everything is the real thing: ledger, policies, limits, budgets, approvals. The database is a file in the temporary directory: SQLite's in-memory databases are not shared
/// between connections. Thread-safe but for <see cref="ResetAsync"/> and <see cref="DisposeAsync"/>, during which nothing else may run.
/// </remarks>
public sealed partial class GovernanceTestHost : IAsyncDisposable
{
    private readonly Action<IServiceCollection, string> _register;

    // Both replaced by ResetAsync, taken away by DisposeAsync.
    private ServiceProvider? _provider;
    private DirectoryInfo? _directory;

    internal GovernanceTestHost(Action<IServiceCollection, string> register) => _register = register;

    /// <summary>Gets the container: everything that <c>AddGovernanceCore</c> registers, and what the test added. Another one after <see cref="ResetAsync"/>.</summary>
    public IServiceProvider Services => _provider ?? throw new ObjectDisposedException(nameof(GovernanceTestHost));

    /// <summary>Gets the governed runs.</summary>
    public IGovernance Governance => Services.GetRequiredService<IGovernance>();

    /// <summary>Gets the chains.</summary>
    public ILedger Ledger => Services.GetRequiredService<ILedger>();

    /// <summary>Gets the approvals.</summary>
    public IApprovals Approvals => Services.GetRequiredService<IApprovals>();

    /// <summary>Gets the clock.</summary>
    public TimeProvider TimeProvider => Services.GetRequiredService<TimeProvider>();

    /// <summary>Begins to describe a host.</summary>
    /// <returns>A builder; <see cref="GovernanceTestHostBuilder.StartAsync"/> on it as it is makes a host where every tenant is known, nothing is limited and everything is allowed.</returns>
    public static GovernanceTestHostBuilder Create() => new();

    /// <summary>Starts over: a fresh database, a new secret, a new container with the same tenants, policies and clock. Runs and services from before are of no use any more.</summary>
    /// <param name="cancellationToken">Cancels starting; then only <see cref="DisposeAsync"/> is left to call.</param>
    /// <returns>A task that ends when the new database is ready.</returns>
    public async ValueTask ResetAsync(CancellationToken cancellationToken = default)
    {
        await DisposeAsync().ConfigureAwait(false);
        _directory = Directory.CreateTempSubdirectory("governance-test-");
        ServiceCollection services = new();
        _register(services, Path.Combine(_directory.FullName, "governance.db"));
        _provider = services.BuildServiceProvider();
        await StartAsync(_provider, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops and deletes the database. Repeating it does nothing.</summary>
    /// <returns>A task that ends when the files are gone.</returns>
    public async ValueTask DisposeAsync()
    {
        if (_provider is { } provider)
        {
            _provider = null;
            foreach (IHostedService service in provider.GetServices<IHostedService>().Reverse())
                await service.StopAsync(CancellationToken.None).ConfigureAwait(false);
            await provider.DisposeAsync().ConfigureAwait(false);
        }

        _directory?.Delete(recursive: true);
        _directory = null;
    }

    /// <summary>Starts what a host would start, in its order.</summary>
    private static async Task StartAsync(ServiceProvider provider, CancellationToken cancellationToken)
    {
        provider.GetService<IStartupValidator>()?.Validate();
        IHostedService[] services = [.. provider.GetServices<IHostedService>()];
        foreach (IHostedLifecycleService service in services.OfType<IHostedLifecycleService>())
            await service.StartingAsync(cancellationToken).ConfigureAwait(false);
        foreach (IHostedService service in services)
            await service.StartAsync(cancellationToken).ConfigureAwait(false);
        foreach (IHostedLifecycleService service in services.OfType<IHostedLifecycleService>())
            await service.StartedAsync(cancellationToken).ConfigureAwait(false);
    }
}
