using System.Collections.Immutable;
using Enterprise.Governance.Json;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Policies;
using Enterprise.Governance.Projections;
using Enterprise.Governance.Tenants;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Enterprise.Governance.Hosting;

/// <summary>Opens governance when the host starts, before any hosted service runs; or fails once, with every reason.</summary>
/// <remarks>Services are resolved late: a missing store is one line of the report, not an exception while the host is being built.</remarks>
internal sealed class GovernanceStartup(IServiceProvider provider) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        List<string> problems = [.. (provider.GetService<IStartupValidator>() as StartupProblems)?.Found ?? []];
        foreach (IStartupCheck check in provider.GetServices<IStartupCheck>())
            problems.AddRange(await check.FindProblemsAsync(cancellationToken).ConfigureAwait(false));
        if (problems.Count > 0)
            throw new GovernanceStartupException([.. problems.Distinct(StringComparer.Ordinal)]);

        await provider.GetRequiredService<IPolicyEngine>().StartAsync(cancellationToken).ConfigureAwait(false);
        ImmutableArray<SourceDiagnostic> clashes = await provider.GetRequiredService<TenantPolicies>().CheckAsync(cancellationToken).ConfigureAwait(false);
        if (clashes.Length > 0)
            throw new GovernanceStartupException([.. clashes.Select(static clash => clash.ToString())]);
        await provider.GetRequiredService<IProjections>().StartAsync(cancellationToken).ConfigureAwait(false);
        await provider.GetRequiredService<ILedger>().OpenAsync(cancellationToken).ConfigureAwait(false);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
