using Enterprise.Governance;
using Enterprise.Governance.AspNetCore;
using Enterprise.Governance.AspNetCore.Scopes;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Http;

/// <summary>Tells on whose behalf a request comes.</summary>
public static class GovernanceHttpContextExtensions
{
    /// <summary>Returns the caller's scope; resolved once per request and principal.</summary>
    /// <param name="context">The request.</param>
    /// <returns>The scope, or <see langword="null"/> if the caller is not authenticated or lacks a claim.</returns>
    /// <exception cref="InvalidOperationException"><c>AddGovernanceAspNetCore()</c> was not called.</exception>
    public static async ValueTask<GovernanceScope?> GetGovernanceScopeAsync(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Features.Get<ResolvedScope>() is { } known && ReferenceEquals(known.User, context.User))
            return known.Scope;
        IGovernanceScopeResolver resolver = context.RequestServices.GetRequiredService<IGovernanceScopeResolver>();
        GovernanceScope? scope = await resolver.ResolveAsync(context, context.RequestAborted).ConfigureAwait(false);
        context.Features.Set(new ResolvedScope(context.User, scope));
        return scope;
    }
}
