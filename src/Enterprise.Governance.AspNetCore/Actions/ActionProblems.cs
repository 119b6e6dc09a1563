using Enterprise.Governance.AspNetCore.Problems;
using Microsoft.AspNetCore.Http;

namespace Enterprise.Governance.AspNetCore.Actions;

/// <summary>The problems of actions that were not carried out, or nobody knows.</summary>
internal static class ActionProblems
{
    internal static Problem KeyReused { get; } =
        new(GovernanceProblemTypes.IdempotencyKeyReused, StatusCodes.Status422UnprocessableEntity, "The idempotency key was used for another request.");

    internal static Problem UnknownTenant { get; } = new(GovernanceProblemTypes.ActionDenied, StatusCodes.Status403Forbidden, "The action was denied.")
    {
        Extensions = static writer =>
        {
            writer.WriteString("code", "unknown_tenant");
            writer.WriteString("reason", "the tenant is not configured");
        },
    };

    /// <summary>Describes an outcome that is neither an answer nor a wait.</summary>
    internal static Problem Of(ActionOutcome<StoredResponse> outcome, string runId, TimeSpan retryAfter) => outcome.Status switch
    {
        // What the ledger says of the arguments could quote them.
        ActionStatus.Denied when outcome.Code == "args_not_canonical" => GovernanceProblems.Invalid("the arguments hold what canonical JSON cannot keep, such as a number that a double would round"),
        ActionStatus.Denied => About(GovernanceProblemTypes.ActionDenied, StatusCodes.Status403Forbidden, "The action was denied.", outcome, runId),
        ActionStatus.BudgetExceeded => new Problem(GovernanceProblemTypes.BudgetExceeded, StatusCodes.Status403Forbidden, "The action would exceed a budget.")
        {
            Detail = outcome.Reason,
            Extensions = writer =>
            {
                writer.WriteString("budget", outcome.Code);
                writer.WriteString("run_id", runId);
            },
        },
        ActionStatus.InProgress => About(GovernanceProblemTypes.ActionInProgress, StatusCodes.Status409Conflict, "The action is being carried out.", outcome, runId) with { RetryAfter = retryAfter },
        ActionStatus.InDoubt => About(GovernanceProblemTypes.ActionInDoubt, StatusCodes.Status409Conflict, "Nobody knows whether the action took effect.", outcome, runId),
        ActionStatus.Completed => About(GovernanceProblemTypes.ReplayUnavailable, StatusCodes.Status410Gone, "The action was carried out; its answer is not kept.", outcome, runId),
        _ => About(GovernanceProblemTypes.ActionFailed, StatusCodes.Status500InternalServerError, "The action failed.", outcome, runId),
    };

    private static Problem About(string type, int status, string title, ActionOutcome<StoredResponse> outcome, string runId) => new(type, status, title)
    {
        Extensions = writer =>
        {
            if (outcome.Code is not null)
                writer.WriteString("code", outcome.Code);
            if (outcome.Status == ActionStatus.Denied)
            {
                writer.WriteString("reason", outcome.Reason);
                JsonAnswer.WriteStrings(writer, "policy_ids", outcome.PolicyIds);
            }

            writer.WriteString("run_id", runId);
        },
    };
}
