using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Enterprise.Governance.AspNetCore.Actions;

/// <summary>Runs a handler and keeps what it answers: nothing reaches the caller before the outcome is durable.</summary>
internal static class ResponseCapture
{
    internal static async ValueTask<StoredResponse> RunAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        HttpContext http = context.HttpContext;
        IHttpResponseBodyFeature original = http.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        using MemoryStream buffer = new();
        StreamResponseBodyFeature captured = new(buffer);
        http.Features.Set<IHttpResponseBodyFeature>(captured);
        try
        {
            await WriteAsync(http, await next(context).ConfigureAwait(false)).ConfigureAwait(false);
            await captured.CompleteAsync().ConfigureAwait(false);
            return new StoredResponse(http.Response.StatusCode, http.Response.ContentType, http.Response.Headers.Location, buffer.ToArray());
        }
        finally
        {
            http.Features.Set(original);
        }
    }

    /// <summary>Writes what a handler returned as the framework would.</summary>
    private static async Task WriteAsync(HttpContext http, object? returned)
    {
        switch (returned)
        {
            case IResult result:
                await result.ExecuteAsync(http).ConfigureAwait(false);
                break;
            case string text:
                http.Response.ContentType ??= "text/plain; charset=utf-8";
                await http.Response.WriteAsync(text, http.RequestAborted).ConfigureAwait(false);
                break;
            default:
                JsonSerializerOptions options = http.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
                http.Response.ContentType ??= "application/json; charset=utf-8";
                if (returned is null)
                    await http.Response.WriteAsync("null", http.RequestAborted).ConfigureAwait(false);
                else
                    await JsonSerializer.SerializeAsync(http.Response.Body, returned, options.GetTypeInfo(returned.GetType()), http.RequestAborted).ConfigureAwait(false);
                break;
        }
    }
}
