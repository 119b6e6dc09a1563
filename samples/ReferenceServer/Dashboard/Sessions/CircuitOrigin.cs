namespace ReferenceServer.Dashboard.Sessions;

/// <summary>
/// Refuses circuits that another origin opens. The session cookie is SameSite=Strict, which other sites do not get past; other ports and subdomains of this site do, and websockets know no CORS.
/// </summary>
internal static class CircuitOrigin
{
    internal static IApplicationBuilder UseCircuitOrigin(this IApplicationBuilder app) => app.Use(static (context, next) =>
    {
        if (!context.Request.Path.StartsWithSegments("/_blazor") || IsOwn(context.Request))
            return next(context);
        return Results.Problem(title: "The circuit was asked for by another origin", detail: "open the dashboard at its own address; a proxy in between has to pass on `Host`", statusCode: 403, type: "urn:reference-server:origin").ExecuteAsync(context);
    });

    /// <summary>Compares host and port. Not the scheme: a proxy that ends TLS may not tell it.</summary>
    private static bool IsOwn(HttpRequest request)
    {
        string? origin = request.Headers.Origin;
        if (string.IsNullOrEmpty(origin))
            return true;
        return Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri) && string.Equals(uri.Host, request.Host.Host, StringComparison.OrdinalIgnoreCase)
            && (request.Host.Port is { } port ? uri.Port == port : uri.IsDefaultPort);
    }
}
