using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Governance.Ledger;

/// <summary>Continues the registration of the ledger; stores add themselves as extension methods.</summary>
/// <param name="services">The container's registrations.</param>
public sealed class GovernanceLedgerBuilder(IServiceCollection services)
{
    /// <summary>Gets the container's registrations.</summary>
    public IServiceCollection Services { get; } = services;
}
