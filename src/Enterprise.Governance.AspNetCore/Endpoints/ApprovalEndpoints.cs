using System.Text.Json;
using Enterprise.Governance.AspNetCore.Problems;
using Enterprise.Governance.Projections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Governance.AspNetCore.Endpoints;

/// <summary>Lists, shows and decides the approvals of the caller's tenant.</summary>
internal static class ApprovalEndpoints
{
    private const string Projection = "approvals_mv";
    private const int DefaultLimit = 50;
    private const int MaxLimit = 200;
    private static readonly string[] States = ["pending", "approved", "denied", "expired"];

    /// <summary>Lists from the projection, newest first: pages, with the moment whose state they show. The arguments are with each approval.</summary>
    internal static async ValueTask ListAsync(HttpContext context, GovernanceScope scope)
    {
        string? state = Requests.Query(context, "state");
        if (state is not null && !States.Contains(state))
            throw RequestException.Invalid($"the query value `state` must be one of {string.Join(", ", States)}");
        ProjectionFilter tenant = new("tenant", ProjectionOperator.Equal, scope.Tenant);
        ProjectionQuery query = new(Projection)
        {
            Filters = state is null ? [tenant] : [tenant, new ProjectionFilter("state", ProjectionOperator.Equal, state)],
            OrderBy = "created_at",
            Descending = true,
            Limit = Requests.Number(context, "limit", DefaultLimit, MaxLimit),
            After = Requests.Query(context, "cursor"),
        };
        ProjectionPage page;
        try
        {
            page = await context.RequestServices.GetRequiredService<IProjections>().QueryAsync(query, context.RequestAborted).ConfigureAwait(false);
        }
        catch (ArgumentException) when (query.After is not null)
        {
            throw RequestException.Invalid("the query value `cursor` is not the `next` of a page of this list");
        }

        await Requests.AnswerAsync(context, writer => ApprovalJson.Write(writer, page)).ConfigureAwait(false);
    }

    internal static async ValueTask GetAsync(HttpContext context, GovernanceScope scope)
    {
        ApprovalRecord approval = await Approvals(context).GetAsync(scope.Tenant, Requests.Id(context, "approval_id"), context.RequestAborted).ConfigureAwait(false)
            ?? throw RequestException.NotFound();
        await Requests.AnswerAsync(context, writer => ApprovalJson.Write(writer, approval)).ConfigureAwait(false);
    }

    internal static async ValueTask DecideAsync(HttpContext context, GovernanceScope scope)
    {
        string approvalId = Requests.Id(context, "approval_id");
        DecisionBody body = await DecisionBody.ReadAsync(context).ConfigureAwait(false);
        if (scope.User is not { } user)
            throw new RequestException(GovernanceProblems.MissingCapability(GovernanceCapabilities.ApprovalsDecide));
        ApprovalDecisionResult result = await Approvals(context)
            .DecideAsync(approvalId, body.Decision, new ApproverIdentity(scope.Tenant, user), body.Reason, context.RequestAborted).ConfigureAwait(false);
        switch (result.Status)
        {
            case ApprovalDecisionStatus.Decided:
                await Requests.AnswerAsync(context, writer => ApprovalJson.Write(writer, result.Approval!)).ConfigureAwait(false);
                break;
            case ApprovalDecisionStatus.RequesterCannotApprove:
                throw new RequestException(new Problem(GovernanceProblemTypes.RequesterCannotApprove, StatusCodes.Status403Forbidden, "The requester cannot decide their own approval."));
            case ApprovalDecisionStatus.AlreadyDecided or ApprovalDecisionStatus.RunEnded:
                throw new RequestException(NotPending(result));
            default:
                throw RequestException.NotFound();
        }
    }

    private static Problem NotPending(ApprovalDecisionResult result) => new(GovernanceProblemTypes.ApprovalNotPending, StatusCodes.Status409Conflict, "The approval cannot be decided any more.")
    {
        Extensions = writer =>
        {
            writer.WriteString("code", JsonNamingPolicy.SnakeCaseLower.ConvertName(result.Status.ToString()));
            if (result.Approval is { } approval)
                writer.WriteString("state", ApprovalJson.Name(approval.State));
        },
    };

    private static IApprovals Approvals(HttpContext context) => context.RequestServices.GetRequiredService<IApprovals>();
}
