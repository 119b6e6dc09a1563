using System.Globalization;
using System.Text.Json;
using Enterprise.Governance.AspNetCore.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;

namespace Enterprise.Governance.AspNetCore.Endpoints;

/// <summary>Reads parts of a request, and answers.</summary>
internal static class Requests
{
    /// <summary>Returns an identifier of the path; one that nothing can have is not found.</summary>
    internal static string Id(HttpContext context, string name) =>
        context.Request.RouteValues[name] is string id && GovernanceIdentifier.IsValid(id, out _) ? id : throw RequestException.NotFound();

    /// <summary>Returns a query value, or <see langword="null"/> if there is none.</summary>
    internal static string? Query(HttpContext context, string name)
    {
        if (!context.Request.Query.TryGetValue(name, out StringValues values))
            return null;
        return values.Count == 1 ? values[0] : throw RequestException.Invalid($"the query value `{name}` must come once");
    }

    internal static int Number(HttpContext context, string name, int absent, int max)
    {
        if (Query(context, name) is not { } text)
            return absent;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= max
            ? number
            : throw RequestException.Invalid(string.Create(CultureInfo.InvariantCulture, $"the query value `{name}` must be a whole number from 1 to {max}"));
    }

    internal static DateOnly Day(HttpContext context, string name, DateOnly absent)
    {
        if (Query(context, name) is not { } text)
            return absent;
        return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day)
            ? day
            : throw RequestException.Invalid($"the query value `{name}` must be a day such as 2026-01-31");
    }

    /// <summary>Finds a run of the caller's tenant.</summary>
    internal static async ValueTask<GovernedRun> RunAsync(HttpContext context, GovernanceScope scope)
    {
        IGovernance governance = context.RequestServices.GetRequiredService<IGovernance>();
        GovernedRun? run = await governance.GetRunAsync(Id(context, "run_id"), context.RequestAborted).ConfigureAwait(false);
        return run is not null && string.Equals(run.Scope.Tenant, scope.Tenant, StringComparison.Ordinal) ? run : throw RequestException.NotFound();
    }

    internal static async ValueTask AnswerAsync(HttpContext context, Action<Utf8JsonWriter> write)
    {
        context.Response.Headers.CacheControl = "no-store";
        await JsonAnswer.WriteAsync(context.Response, JsonAnswer.ContentType, write).ConfigureAwait(false);
    }
}
