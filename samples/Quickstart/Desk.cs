using Enterprise.Governance;
using Enterprise.Governance.Ledger;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Quickstart;

/// <summary>One process of the airline: a host with governance, and nothing else that outlives it.</summary>
internal sealed class Desk : IAsyncDisposable
{
    private readonly IHost _host;

    private Desk(IHost host) => _host = host;

    internal IGovernance Governance => _host.Services.GetRequiredService<IGovernance>();

    internal ILedger Ledger => _host.Services.GetRequiredService<ILedger>();

    internal static async Task<Desk> OpenAsync(Books books)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings
        {
            EnvironmentName = Environments.Development,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.Logging.ClearProviders();

        // This is all a host writes. Policies and tenants are the files beside it; AUDIT_SECRET is read from the environment.
        builder.Services.AddEnterpriseGovernance(books.Choose);

        IHost host = builder.Build();
        await host.StartAsync();
        return new Desk(host);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }
}
