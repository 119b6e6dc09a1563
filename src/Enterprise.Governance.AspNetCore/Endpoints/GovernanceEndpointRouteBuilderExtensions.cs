using Enterprise.Governance;
using Enterprise.Governance.AspNetCore;
using Enterprise.Governance.AspNetCore.Endpoints;
using Enterprise.Governance.Ledger;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps governance's own endpoints.</summary>
public static class GovernanceEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps verification, lists, approvals and usage of the caller's tenant: <c>runs/{run_id}/verify</c>, <c>runs/{run_id}/export</c> (if
    /// <c>AddGovernanceEvidence()</c> was called), <c>projections</c>, <c>projections/{name}/refresh</c>, <c>approvals</c>,
    /// <c>approvals/{approval_id}</c>, <c>usage/daily</c> and <c>usage/runs/{run_id}</c>.
    /// </summary>
    /// <param name="endpoints">The application or a group.</param>
    /// <param name="prefix">The path before them; <c>""</c> or <c>"/"</c> for none.</param>
    /// <param name="parts">Which of them.</param>
    /// <returns>The group, to require authorization and the like for all of them.</returns>
    /// <remarks>
    /// What a caller may do is decided by their roles, see <see cref="GovernanceHttpOptions.RoleCapabilities"/>. Whatever belongs to another tenant is answered like what does not exist. Every error is a
    /// problem of RFC 9457.
    /// </remarks>
    /// <exception cref="InvalidOperationException"><c>AddGovernanceAspNetCore()</c> was not called.</exception>
    public static IEndpointConventionBuilder MapGovernance(this IEndpointRouteBuilder endpoints, string prefix = "/governance", GovernanceEndpoints parts = GovernanceEndpoints.All)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        GovernanceRoutes routes = endpoints.ServiceProvider.GetService<GovernanceRoutes>()
            ?? throw new InvalidOperationException("Call services.AddGovernanceAspNetCore() before MapGovernance().");
        RouteGroupBuilder group = endpoints.MapGroup(prefix);
        if (parts.HasFlag(GovernanceEndpoints.Verification))
            MapVerification(group, endpoints.ServiceProvider);
        if (parts.HasFlag(GovernanceEndpoints.Projections))
        {
            group.MapGet("projections", Guard(GovernanceCapabilities.ProjectionsRead, ProjectionEndpoints.ListAsync));
            group.MapPost("projections/{name}/refresh", Guard(GovernanceCapabilities.Refresh, ProjectionEndpoints.RefreshAsync));
        }

        if (parts.HasFlag(GovernanceEndpoints.Approvals))
            MapApprovals(group, routes);
        if (parts.HasFlag(GovernanceEndpoints.Usage))
        {
            group.MapGet("usage/daily", Guard(GovernanceCapabilities.UsageRead, UsageEndpoints.DailyAsync));
            group.MapGet("usage/runs/{run_id}", Guard(GovernanceCapabilities.UsageRead, RunEndpoints.UsageAsync));
        }

        return group;
    }

    private static void MapVerification(RouteGroupBuilder group, IServiceProvider services)
    {
        group.MapGet("runs/{run_id}/verify", Guard(GovernanceCapabilities.Verify, RunEndpoints.VerifyAsync));
        if (services.GetService<IServiceProviderIsService>()?.IsService(typeof(IEvidenceExporter)) == true)
            group.MapGet("runs/{run_id}/export", Guard(GovernanceCapabilities.Export, ExportEndpoint.ExportAsync));
    }

    private static void MapApprovals(RouteGroupBuilder group, GovernanceRoutes routes)
    {
        group.MapGet("approvals", Guard(GovernanceCapabilities.ApprovalsRead, ApprovalEndpoints.ListAsync));
        IEndpointConventionBuilder approval = group.MapGet("approvals/{approval_id}", Guard(GovernanceCapabilities.ApprovalsRead, ApprovalEndpoints.GetAsync));
        if (routes.TryTakeNames())
            approval.WithName(GovernanceRoutes.Approval);
        group.MapPost("approvals/{approval_id}", Guard(GovernanceCapabilities.ApprovalsDecide, ApprovalEndpoints.DecideAsync));
    }

    private static RequestDelegate Guard(string capability, Func<HttpContext, GovernanceScope, ValueTask> answer) => new GuardedEndpoint(capability, answer).InvokeAsync;
}
