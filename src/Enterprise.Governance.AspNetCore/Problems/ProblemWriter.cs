using System.Globalization;
using System.Text.Json;
using Enterprise.Governance.RateLimiting;
using Microsoft.AspNetCore.Http;

namespace Enterprise.Governance.AspNetCore.Problems;

/// <summary>Answers with a problem.</summary>
internal static class ProblemWriter
{
    internal const string ContentType = "application/problem+json";

    internal static Task WriteAsync(HttpContext context, Problem problem)
    {
        HttpResponse response = context.Response;
        response.StatusCode = problem.Status;
        response.Headers.CacheControl = "no-store";
        if (problem.RetryAfter is { } retryAfter)
            response.Headers[RateLimitHeaders.RetryAfterField] = ((long)Math.Ceiling(retryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return JsonAnswer.WriteAsync(response, ContentType, writer => Write(problem, writer));
    }

    private static void Write(Problem problem, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("type", problem.Type);
        writer.WriteString("title", problem.Title);
        writer.WriteNumber("status", problem.Status);
        if (problem.Detail is not null)
            writer.WriteString("detail", problem.Detail);
        problem.Extensions?.Invoke(writer);
        writer.WriteEndObject();
    }
}
