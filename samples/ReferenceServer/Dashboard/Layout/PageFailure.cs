using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Diagnostics;

namespace ReferenceServer.Dashboard.Layout;

/// <summary>What a browser sees that opens a page while the server cannot answer, as when its database is gone. It loads again by itself, and needs nothing else: files are asked for with the session too.</summary>
internal sealed class PageFailure : IExceptionHandler
{
    private const string Page =
        """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta http-equiv="refresh" content="5"><title>Not available · Governance</title>
        <style>:root { color-scheme: light dark; } body { font: 15px/1.5 system-ui, sans-serif; max-width: 460px; margin: 18vh auto; padding: 0 20px; text-align: center; } h1 { font-size: 20px; }</style></head>
        <body><main role="alert"><h1>The dashboard is not available</h1><p>The server cannot read its database at the moment. Runs that are under way are not lost. This page tries again by itself every five seconds.</p><p><a href="">Try now</a></p></main></body></html>
        """;

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (httpContext.Features.Get<IExceptionHandlerFeature>()?.Endpoint?.Metadata.GetMetadata<ComponentTypeMetadata>() is null)
            return false;
        httpContext.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        httpContext.Response.ContentType = "text/html; charset=utf-8";
        await httpContext.Response.WriteAsync(Page, cancellationToken);
        return true;
    }
}
