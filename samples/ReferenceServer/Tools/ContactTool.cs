using System.Text.Json;
using Npgsql;
using ReferenceServer.Data;
using ReferenceServer.Hosting;

namespace ReferenceServer.Tools;

/// <summary>Changes fields of a contact of the caller's own tenant.</summary>
internal sealed class ContactTool(NpgsqlDataSource dataSource) : ITool
{
    public string Name => "crm";

    public IReadOnlyList<string> Actions => ["crm:update_contact"];

    public string Arguments => """{"contact_id":"the contact","fields":{"name of a field":"its new text"}}""";

    public bool IsIdempotent => true;

    public async Task<JsonElement> CallAsync(JsonElement args, ToolCall call)
    {
        string id = args.RequireLine("contact_id", 200);
        if (!args.TryGetProperty("fields", out JsonElement fields) || fields.ValueKind != JsonValueKind.Object || !fields.EnumerateObject().Any())
            throw new ToolException("the argument `fields` is missing; it is an object of texts");
        if (fields.EnumerateObject().Any(static field => field.Value.ValueKind != JsonValueKind.String || field.Name.Length is 0 or > 100 || field.Value.GetString()!.Length > 2000))
            throw new ToolException("the argument `fields` has a member that is no text of up to 2000 characters, or whose name has over 100");
        await using NpgsqlCommand command = dataSource.CreateCommand(
            """
            INSERT INTO reference.contacts AS c (tenant_id, contact_id, fields, changed_by) VALUES ($1, $2, $3, $4)
            ON CONFLICT (tenant_id, contact_id) DO UPDATE SET fields = (c.fields::jsonb || excluded.fields::jsonb)::text, changed_by = excluded.changed_by, changed_at = clock_timestamp()
            RETURNING fields
            """);
        command.AddText(call.Scope.Tenant).AddText(id).AddText(fields.GetRawText()).AddText(call.Scope.User ?? "");
        string stored = (string)(await command.ExecuteScalarAsync(call.CancellationToken))!;
        return JsonSerializer.SerializeToElement(new ContactReceipt(id, JsonElement.Parse(stored)), ServerJson.Default.ContactReceipt);
    }
}

/// <summary>A contact as it stands.</summary>
/// <param name="ContactId">Its id.</param>
/// <param name="Fields">All of its fields.</param>
internal sealed record ContactReceipt(string ContactId, JsonElement Fields);
