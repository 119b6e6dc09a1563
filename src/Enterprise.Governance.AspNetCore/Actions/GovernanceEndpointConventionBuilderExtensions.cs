using Enterprise.Governance;
using Enterprise.Governance.AspNetCore;
using Enterprise.Governance.AspNetCore.Actions;
using Microsoft.AspNetCore.Http;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Makes endpoints governed actions.</summary>
public static class GovernanceEndpointConventionBuilderExtensions
{
    /// <summary>Carries requests to these endpoints out as governed actions: rate limit, policy, approval, budget, execution, and the events of all of them.</summary>
    /// <typeparam name="TBuilder">The builder's type.</typeparam>
    /// <param name="builder">A route handler or a group of them.</param>
    /// <param name="action">The action's name, 1 to 500 characters, such as <c>send_email</c>.</param>
    /// <param name="tool">The tool, or <see langword="null"/>.</param>
    /// <param name="configure">Says what kind of action it is.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>
    /// <para>
    /// The action's arguments are one JSON object: every route and query value by its name, as a text (a query value that comes several times as an array of texts), and the JSON body under the name
    /// of the handler's parameter. Services, <see cref="HttpContext"/>, headers and the like never. Two of them with one name are refused with 400; handlers that bind forms, files or the raw body cannot
    /// be governed.
    /// </para>
    /// <para>
    /// The run is the one that the route value <c>run_id</c> or the header <see cref="GovernanceHeaders.Run"/> names, which must be the caller's own; else a run of the request's own, which ends with
    /// it. The header <see cref="GovernanceHeaders.IdempotencyKey"/> makes the action run at most once, and its answer be replayed.
    /// </para>
    /// <para>What the handler answers is buffered, and sent once the outcome is durable. An exception of the handler fails the action and then goes on to the host's exception handler.</para>
    /// </remarks>
    /// <exception cref="ArgumentException">A name is not valid.</exception>
    public static TBuilder RequireGovernance<TBuilder>(this TBuilder builder, string action, string? tool = null, Action<GovernedEndpointOptions>? configure = null)
        where TBuilder : IEndpointConventionBuilder
    {
        GovernedEndpointOptions options = new();
        configure?.Invoke(options);
        GovernedAction governed = new(
            GovernanceIdentifier.RequireName(action), tool is null ? null : GovernanceIdentifier.RequireName(tool), options.CostUnits, options.IsIdempotent, options.Capture);
        return builder.AddEndpointFilterFactory((factory, next) =>
        {
            GovernedEndpointFilter filter = new(governed, EndpointSignature.Read(factory.MethodInfo), next);
            return filter.InvokeAsync;
        });
    }
}
