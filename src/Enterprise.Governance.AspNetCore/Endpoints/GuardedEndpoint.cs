using Enterprise.Governance.AspNetCore.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Enterprise.Governance.AspNetCore.Endpoints;

/// <summary>Lets callers with a capability through, before anything of the request is looked at; turns failures into problems.</summary>
internal sealed class GuardedEndpoint(string capability, Func<HttpContext, GovernanceScope, ValueTask> answer)
{
    internal async Task InvokeAsync(HttpContext context)
    {
        if (await context.GetGovernanceScopeAsync().ConfigureAwait(false) is not { } scope)
        {
            await NoScopeAnswer.WriteAsync(context).ConfigureAwait(false);
            return;
        }

        if (!IsAllowed(context.RequestServices.GetRequiredService<IOptions<GovernanceHttpOptions>>().Value, scope))
        {
            await ProblemWriter.WriteAsync(context, GovernanceProblems.MissingCapability(capability)).ConfigureAwait(false);
            return;
        }

        try
        {
            await answer(context, scope).ConfigureAwait(false);
        }
        catch (RequestException e)
        {
            await ProblemWriter.WriteAsync(context, e.Problem).ConfigureAwait(false);
        }
        catch (GovernanceException e)
        {
            await ProblemWriter.WriteAsync(context, Failures.Describe(context, e)).ConfigureAwait(false);
        }
    }

    private bool IsAllowed(GovernanceHttpOptions options, GovernanceScope scope) => options.AuthenticatedCapabilities.Contains(capability)
        || scope.Roles.Any(role => options.RoleCapabilities.TryGetValue(role, out ISet<string>? granted) && granted.Contains(capability));
}
