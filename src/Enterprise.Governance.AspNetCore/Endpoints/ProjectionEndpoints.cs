using System.Text.Json;
using Enterprise.Governance.Projections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Governance.AspNetCore.Endpoints;

/// <summary>How fresh the lists are, and bringing one up to date. Lists are the database's, not a tenant's; nothing of a row is shown here.</summary>
internal static class ProjectionEndpoints
{
    internal static async ValueTask ListAsync(HttpContext context, GovernanceScope scope)
    {
        IReadOnlyList<ProjectionStatus> all = await context.RequestServices.GetRequiredService<IProjections>().GetStatusAsync(context.RequestAborted).ConfigureAwait(false);
        await Requests.AnswerAsync(context, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("projections");
            foreach (ProjectionStatus status in all)
                Write(writer, status);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }).ConfigureAwait(false);
    }

    internal static async ValueTask RefreshAsync(HttpContext context, GovernanceScope scope)
    {
        IProjections projections = context.RequestServices.GetRequiredService<IProjections>();
        string name = Requests.Id(context, "name");
        if (!projections.Definitions.Any(definition => string.Equals(definition.Name, name, StringComparison.Ordinal)))
            throw RequestException.NotFound();
        ProjectionStatus status = await projections.RefreshAsync(name, context.RequestAborted).ConfigureAwait(false);
        await Requests.AnswerAsync(context, writer => Write(writer, status)).ConfigureAwait(false);
    }

    private static void Write(Utf8JsonWriter writer, ProjectionStatus status)
    {
        writer.WriteStartObject();
        writer.WriteString("name", status.Name);
        writer.WriteString("mode", status.IsAlwaysFresh ? "view" : JsonNamingPolicy.SnakeCaseLower.ConvertName(status.Mode.ToString()));
        writer.WriteString("as_of", status.AsOf.UtcDateTime);
        WriteTime(writer, "last_success", status.LastSuccess);
        if (status.LastDuration is { } duration)
            writer.WriteNumber("last_duration_ms", (long)duration.TotalMilliseconds);
        else
            writer.WriteNull("last_duration_ms");
        WriteTime(writer, "last_failure", status.LastFailure);
        writer.WriteString("last_failure_code", status.LastFailureCode);
        writer.WriteBoolean("is_running", status.IsRunning);
        writer.WriteBoolean("is_dirty", status.IsDirty);
        writer.WriteEndObject();
    }

    private static void WriteTime(Utf8JsonWriter writer, string name, DateTimeOffset? time)
    {
        if (time is { } known)
            writer.WriteString(name, known.UtcDateTime);
        else
            writer.WriteNull(name);
    }
}
