using System.Collections.Immutable;
using Enterprise.Governance;
using Enterprise.Governance.Policies;
using ReferenceServer.Authentication;
using ReferenceServer.Dashboard.Sessions;
using ReferenceServer.Policies;

namespace ReferenceServer.Dashboard.Policies;

/// <summary>The policies of the operator's tenant, to read, try out and change.</summary>
internal sealed class PolicyWorkbench(Operator who, PolicyDesk desk, RuleBook rules)
{
    internal async Task<PolicyDocument> GetAsync(CancellationToken cancellationToken) => await desk.GetAsync((await ReaderAsync(cancellationToken)).Tenant, cancellationToken);

    internal async Task<ImmutableArray<RuleEntry>> RulesAsync(CancellationToken cancellationToken) => await rules.ReadAsync((await ReaderAsync(cancellationToken)).Tenant, cancellationToken);

    internal async Task<PolicyCheck> CheckAsync(string text, CancellationToken cancellationToken) => desk.Check((await ReaderAsync(cancellationToken)).Tenant, text);

    /// <summary>Decides a request by the text and by what is in force.</summary>
    internal async Task<(PolicyDecision? Edited, PolicyDecision Active)> SimulateAsync(string text, PolicyRequest request, CancellationToken cancellationToken)
    {
        string tenant = (await ReaderAsync(cancellationToken)).Tenant;
        return ((await desk.SimulateAsync(tenant, text, request, cancellationToken)).Decision, (await desk.SimulateAsync(tenant, null, request, cancellationToken)).Decision!);
    }

    internal async Task<PolicySaveResult> SaveAsync(string text, string expectedVersion, CancellationToken cancellationToken) =>
        await desk.SaveAsync(await who.ActAsync(ServerCapabilities.PoliciesWrite, cancellationToken), text, expectedVersion, cancellationToken);

    private Task<GovernanceScope> ReaderAsync(CancellationToken cancellationToken) => who.RequireAsync(ServerCapabilities.PoliciesRead, cancellationToken);
}
