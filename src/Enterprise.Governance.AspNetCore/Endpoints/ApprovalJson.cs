using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Enterprise.Governance.AspNetCore.Problems;
using Enterprise.Governance.Projections;

namespace Enterprise.Governance.AspNetCore.Endpoints;

/// <summary>The JSON form of approvals: the members that the <c>governance</c> tool writes too.</summary>
internal static class ApprovalJson
{
    internal static void Write(Utf8JsonWriter writer, ApprovalRecord approval)
    {
        writer.WriteStartObject();
        writer.WriteString("approval_id", approval.ApprovalId);
        writer.WriteString("run_id", approval.RunId);
        writer.WriteString("tenant", approval.Tenant);
        writer.WriteString("org", approval.Org);
        writer.WriteString("action", approval.Action);
        writer.WriteString("tool", approval.Tool);
        writer.WritePropertyName("args");
        if (approval.Args.IsEmpty)
            writer.WriteNullValue();
        else
            writer.WriteRawValue(approval.Args.Span);
        JsonAnswer.WriteStrings(writer, "policy_ids", approval.Rules.Select(static rule => rule.PolicyId));
        writer.WriteString("state", Name(approval.State));
        writer.WriteString("requested_by", approval.RequestedBy);
        writer.WriteString("decided_by", approval.DecidedBy);
        writer.WriteString("reason", approval.Reason);
        writer.WriteString("created_at", approval.CreatedAt.UtcDateTime);
        writer.WriteString("expires_at", approval.ExpiresAt.UtcDateTime);
        writer.WriteString("updated_at", approval.UpdatedAt.UtcDateTime);
        writer.WriteEndObject();
    }

    internal static void Write(Utf8JsonWriter writer, ProjectionPage page)
    {
        writer.WriteStartObject();
        writer.WriteString("as_of", page.AsOf.UtcDateTime);
        writer.WriteStartArray("approvals");
        foreach (ImmutableArray<object?> row in page.Rows)
        {
            writer.WriteStartObject();
            for (int i = 0; i < page.Columns.Length; i++)
                writer.WriteString(page.Columns[i], Convert.ToString(row[i], CultureInfo.InvariantCulture));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteString("next", page.Next);
        writer.WriteEndObject();
    }

    internal static string Name(ApprovalState state) => JsonNamingPolicy.SnakeCaseLower.ConvertName(state.ToString());
}
