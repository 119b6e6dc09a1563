using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Enterprise.Governance.AspNetCore.Endpoints;

/// <summary>Reads a JSON body up to the limit of the options, whatever length the request claims.</summary>
internal static class BodyReader
{
    internal static async ValueTask<byte[]> ReadJsonAsync(HttpContext context)
    {
        if (!context.Request.HasJsonContentType())
            throw RequestException.Invalid("the body must be of type application/json", StatusCodes.Status415UnsupportedMediaType);
        int limit = context.RequestServices.GetRequiredService<IOptions<GovernanceHttpOptions>>().Value.MaxRequestBodyBytes;
        if (context.Request.ContentLength > limit)
            throw TooLarge(limit);
        using MemoryStream body = new();
        byte[] chunk = new byte[4096];
        int read;
        while ((read = await context.Request.Body.ReadAsync(chunk, context.RequestAborted).ConfigureAwait(false)) > 0)
        {
            if (body.Length + read > limit)
                throw TooLarge(limit);
            body.Write(chunk, 0, read);
        }

        return body.ToArray();
    }

    private static RequestException TooLarge(int limit) =>
        RequestException.Invalid(string.Create(CultureInfo.InvariantCulture, $"the body has more than {limit} bytes"), StatusCodes.Status413PayloadTooLarge);
}
