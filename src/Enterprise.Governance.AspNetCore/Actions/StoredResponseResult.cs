using Microsoft.AspNetCore.Http;

namespace Enterprise.Governance.AspNetCore.Actions;

/// <summary>Answers as an endpoint did, now or when the action was carried out.</summary>
internal sealed class StoredResponseResult(StoredResponse stored) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        HttpResponse response = httpContext.Response;
        response.StatusCode = stored.Status;
        response.ContentType = stored.ContentType;
        if (stored.Location is not null)
            response.Headers.Location = stored.Location;
        if (stored.Body.IsEmpty)
            return;
        response.ContentLength = stored.Body.Length;
        await response.Body.WriteAsync(stored.Body, httpContext.RequestAborted).ConfigureAwait(false);
    }
}
