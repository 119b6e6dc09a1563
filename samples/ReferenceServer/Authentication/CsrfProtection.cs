namespace ReferenceServer.Authentication;

/// <summary>Refuses unsafe requests that come with a session cookie and without its CSRF token. Callers with a bearer token need none: no browser adds that by itself.</summary>
internal static class CsrfProtection
{
    internal const string Header = "X-CSRF-Token";

    /// <summary>Lets an endpoint do without: one that does not act for the session that the request came with.</summary>
    internal static TBuilder WithoutCsrf<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new Exemption());

    internal static IApplicationBuilder UseCsrfProtection(this IApplicationBuilder app) => app.Use(static async (context, next) =>
    {
        bool isSafe = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method) || HttpMethods.IsOptions(context.Request.Method);
        if (!isSafe && context.GetEndpoint()?.Metadata.GetMetadata<Exemption>() is null && SessionHandler.Of(context) is { } session && !session.IsCsrfToken(context.Request.Headers[Header]))
        {
            await Results.Problem(title: "The CSRF token is missing or wrong", detail: $"send the value of `csrf_token`, as `/auth/me` gives it, in the header `{Header}`", statusCode: 403, type: "urn:reference-server:csrf").ExecuteAsync(context);
            return;
        }

        await next(context);
    });

    private sealed class Exemption;
}
