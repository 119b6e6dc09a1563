using System.Globalization;
using System.Text.Json;
using Enterprise.Governance.CostMetering;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Governance.AspNetCore.Endpoints;

/// <summary>What a tenant, its orgs and its users have used by day.</summary>
internal static class UsageEndpoints
{
    private const int MaxDays = 366;

    internal static async ValueTask DailyAsync(HttpContext context, GovernanceScope scope)
    {
        DateOnly today = DateOnly.FromDateTime(context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime);
        DateOnly to = Requests.Day(context, "to", today);
        DateOnly from = Requests.Day(context, "from", to);
        string? model = Requests.Query(context, "model");
        if (from > to || to.DayNumber - from.DayNumber >= MaxDays)
            throw RequestException.Invalid($"`from` must not be after `to`, and at most {MaxDays} days can be asked for");
        IReadOnlyList<DailyUsage> days = await context.RequestServices.GetRequiredService<ICostMeter>()
            .GetDailyUsageAsync(new DailyUsageQuery(scope.Tenant, from, to), context.RequestAborted).ConfigureAwait(false);
        await Requests.AnswerAsync(context, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("from", Text(from));
            writer.WriteString("to", Text(to));
            writer.WriteStartArray("usage");
            foreach (DailyUsage usage in days.Where(one => model is null || string.Equals(one.Model, model, StringComparison.Ordinal)))
                Write(writer, usage);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private static void Write(Utf8JsonWriter writer, DailyUsage usage)
    {
        writer.WriteStartObject();
        writer.WriteString("day", Text(usage.Day));
        writer.WriteString("kind", usage.Kind switch
        {
            CostScopeKind.Tenant => "tenant",
            CostScopeKind.Org => "org",
            _ => "user",
        });
        writer.WriteString("id", usage.Id);
        writer.WriteString("model", usage.Model);
        writer.WriteNumber("calls", usage.Calls);
        writer.WriteNumber("estimated_calls", usage.EstimatedCalls);
        writer.WriteNumber("tokens", usage.Tokens);
        writer.WriteNumber("cost_units", usage.CostUnits);
        writer.WriteEndObject();
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
