using Enterprise.Governance.AspNetCore.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Enterprise.Governance.AspNetCore.Actions;

/// <summary>The run of a request, and whether it ends with it.</summary>
internal sealed class RequestRun(GovernedRun run, bool mayComeAgain)
{
    /// <summary>Marks a run that was started for one request: it ends with that request's action, be it now or when the request comes again.</summary>
    internal const string Tag = "http.request";

    internal GovernedRun Run { get; } = run;

    /// <summary>Ends a run that was started for a request, unless the action is not over and the same request can come again.</summary>
    internal async ValueTask EndAsync(HttpContext context, ActionStatus status, string? code)
    {
        bool isOpen = status switch
        {
            ActionStatus.AwaitingApproval or ActionStatus.InProgress => true,
            ActionStatus.RateLimited or ActionStatus.BudgetExceeded or ActionStatus.InDoubt => mayComeAgain,
            _ => false,
        };
        if (isOpen || Run.Record.State.IsFinal() || !Run.Record.Tags.Contains(Tag))
            return;
        try
        {
            await (status == ActionStatus.Completed ? Run.CompleteAsync(CancellationToken.None) : Run.FailAsync(code ?? "failed", CancellationToken.None)).ConfigureAwait(false);
        }
        catch (GovernanceException e)
        {
            // The action's outcome is durable; that its run stays open changes nothing about it.
            context.RequestServices.GetService<ILoggerFactory>()?.CreateLogger("Enterprise.Governance.AspNetCore").RunNotEnded(e.Code);
        }
    }

    /// <summary>Tells whether a caller may act in a run: it is their own, and lends them no role.</summary>
    internal static Problem? Check(GovernedRun? run, GovernanceScope caller)
    {
        if (run is null || run.Scope.Tenant != caller.Tenant || run.Scope.Org != caller.Org || run.Scope.User != caller.User)
            return GovernanceProblems.NotFound;
        return run.Scope.Roles.All(role => caller.Roles.Contains(role))
            ? null
            : new Problem(GovernanceProblemTypes.RunNotPermitted, StatusCodes.Status403Forbidden, "The run acts with a role that the caller does not have.");
    }
}
