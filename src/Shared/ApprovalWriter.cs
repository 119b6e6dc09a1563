using System.Text.Json;

namespace Enterprise.Governance;

/// <summary>The JSON form of an approval, one for the tool and for HTTP. Compiled into both, so that neither refers to the other.</summary>
internal static class ApprovalWriter
{
    internal static void Write(Utf8JsonWriter writer, ApprovalRecord approval, string state)
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
        writer.WriteStartArray("policy_ids");
        foreach (string id in approval.Rules.Select(static rule => rule.PolicyId))
            writer.WriteStringValue(id);
        writer.WriteEndArray();
        writer.WriteString("state", state);
        writer.WriteString("requested_by", approval.RequestedBy);
        writer.WriteString("decided_by", approval.DecidedBy);
        writer.WriteString("reason", approval.Reason);
        writer.WriteString("created_at", approval.CreatedAt.UtcDateTime);
        writer.WriteString("expires_at", approval.ExpiresAt.UtcDateTime);
        writer.WriteString("updated_at", approval.UpdatedAt.UtcDateTime);
        writer.WriteEndObject();
    }
}
