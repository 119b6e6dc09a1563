using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Enterprise.Governance.Cli.Approvals;

/// <summary>Approvals for programs: one JSON object a line.</summary>
internal static class ApprovalJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static void Write(IEnumerable<ApprovalRecord> approvals, TextWriter output)
    {
        ArrayBufferWriter<byte> line = new();
        foreach (ApprovalRecord approval in approvals)
        {
            line.ResetWrittenCount();
            using (Utf8JsonWriter json = new(line, Options))
                Write(approval, json);
            output.WriteLine(Encoding.UTF8.GetString(line.WrittenSpan));
        }
    }

    private static void Write(ApprovalRecord approval, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("approval_id", approval.ApprovalId);
        json.WriteString("run_id", approval.RunId);
        json.WriteString("tenant", approval.Tenant);
        json.WriteString("org", approval.Org);
        json.WriteString("action", approval.Action);
        json.WriteString("tool", approval.Tool);
        json.WritePropertyName("args");
        if (approval.Args.IsEmpty)
            json.WriteNullValue();
        else
            json.WriteRawValue(approval.Args.Span);
        json.WriteStartArray("policy_ids");
        foreach (string id in approval.Rules.Select(static rule => rule.PolicyId))
            json.WriteStringValue(id);
        json.WriteEndArray();
        json.WriteString("state", ApprovalText.Name(approval.State));
        json.WriteString("requested_by", approval.RequestedBy);
        json.WriteString("decided_by", approval.DecidedBy);
        json.WriteString("reason", approval.Reason);
        json.WriteString("created_at", approval.CreatedAt.UtcDateTime);
        json.WriteString("expires_at", approval.ExpiresAt.UtcDateTime);
        json.WriteString("updated_at", approval.UpdatedAt.UtcDateTime);
        json.WriteEndObject();
    }
}
