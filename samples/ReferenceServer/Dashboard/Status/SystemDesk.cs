using System.Collections.Immutable;
using Enterprise.Governance;
using Enterprise.Governance.AspNetCore;
using Enterprise.Governance.Projections;
using ReferenceServer.Authentication;
using ReferenceServer.Dashboard.Sessions;
using ReferenceServer.Status;

namespace ReferenceServer.Dashboard.Status;

/// <summary>How the whole server does, for whoever may see it.</summary>
internal sealed class SystemDesk(Operator who, SystemStatus system, IEnumerable<IStoreHealth> stores, IProjections projections)
{
    internal async Task<SystemSheet> ReadAsync(CancellationToken cancellationToken)
    {
        GovernanceScope scope = await who.RequireAsync(ServerCapabilities.SystemRead, cancellationToken);
        ImmutableArray<StoreHealth>.Builder health = ImmutableArray.CreateBuilder<StoreHealth>();
        foreach (IStoreHealth store in stores)
        {
            if (await store.CheckAsync(cancellationToken) is { } answer)
                health.Add(answer);
        }

        return new SystemSheet(await system.GetAsync(scope.Tenant, cancellationToken), health.ToImmutable());
    }

    internal async Task RefreshAsync(string projection, CancellationToken cancellationToken)
    {
        await who.ActAsync(GovernanceCapabilities.Refresh, cancellationToken);
        await projections.RefreshAsync(projection, cancellationToken);
    }
}

/// <summary>How the whole server does.</summary>
/// <param name="System">Lists, jobs, outbox and verification.</param>
/// <param name="Stores">The stores of governance.</param>
internal sealed record SystemSheet(SystemView System, ImmutableArray<StoreHealth> Stores);
