using Enterprise.Governance.AspNetCore;

namespace ReferenceServer.Authentication;

/// <summary>Refuses callers without the capability that an endpoint needs, before anything of the request is looked at.</summary>
internal static class CapabilityChecks
{
    /// <summary>Lets only authenticated callers with the capability through; others are answered like by the library's endpoints.</summary>
    internal static TBuilder RequireCapability<TBuilder>(this TBuilder endpoint, string capability)
        where TBuilder : IEndpointConventionBuilder => endpoint.RequireAuthorization().WithMetadata(new RequiredCapability(capability));

    internal static IApplicationBuilder UseCapabilities(this IApplicationBuilder app) => app.Use(static async (context, next) =>
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<RequiredCapability>() is { Name: var name } && !context.RequestServices.GetRequiredService<Capabilities>().Has(context.User, name))
        {
            await MissingCapability(name).ExecuteAsync(context);
            return;
        }

        await next(context);
    });

    /// <summary>The answer to a caller whose roles do not allow something.</summary>
    internal static IResult MissingCapability(string name) => Results.Problem(
        title: "The caller's roles do not allow this.", statusCode: StatusCodes.Status403Forbidden, type: GovernanceProblemTypes.MissingCapability, extensions: new Dictionary<string, object?> { ["capability"] = name });
}

/// <summary>The capability that an endpoint needs.</summary>
/// <param name="Name">One of <see cref="ServerCapabilities.All"/>.</param>
internal sealed record RequiredCapability(string Name);
