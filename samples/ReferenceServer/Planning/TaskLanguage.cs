using System.Collections.Immutable;
using System.Text.Json;

namespace ReferenceServer.Planning;

/// <summary>The sample's task language: one step a line, so that everything can be tried without a model.</summary>
/// <remarks>
/// <code>
/// email bob@corp.example: Your booking | We have moved it to Friday.
/// contact c-17: status = active, phone = 555-0100
/// get https://example.com/
/// handbook: refund policy
/// </code>
/// Empty lines and lines that begin with # say nothing.
/// </remarks>
internal static class TaskLanguage
{
    internal const string Help = "write one step a line: `email ADDRESS: SUBJECT | TEXT`, `contact ID: FIELD = VALUE, …`, `get URL` or `handbook: WORDS`";

    internal static PlanResult Parse(string text)
    {
        ImmutableArray<PlannedStep>.Builder steps = ImmutableArray.CreateBuilder<PlannedStep>();
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].Trim();
            if (line.Length == 0 || line[0] == '#')
                continue;
            if (ParseLine(line) is not { } step)
                return PlanResult.Failed($"line {i + 1} is no step; {Help}");
            steps.Add(step);
        }

        return steps.Count == 0 ? PlanResult.Failed($"the task has no step; {Help}") : new PlanResult(steps.ToImmutable());
    }

    private static PlannedStep? ParseLine(string line)
    {
        (string head, string? rest) = Cut(line, ':');
        string[] words = head.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return (words, rest) switch
        {
            (["email", var to], { } mail) when Cut(mail, '|') is (var subject, { } body) => Step("send_email", "mail", ("to", to), ("subject", subject), ("body", body)),
            (["contact", var id], { } fields) => Contact(id, fields),
            (["get", ..], _) => Step("http:get", "http", ("url", line[4..].Trim())),
            (["handbook"], { Length: > 0 } query) => Step("handbook:search", "mcp:handbook", ("query", query)),
            _ => null,
        };
    }

    private static PlannedStep? Contact(string id, string text)
    {
        List<(string, string)> fields = [];
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (Cut(part, '=') is not ({ Length: > 0 } name, { } value))
                return null;
            fields.Add((name, value));
        }

        return fields.Count == 0 ? null : new PlannedStep("crm:update_contact", "crm", Json(writer =>
        {
            writer.WriteString("contact_id", id);
            writer.WriteStartObject("fields");
            foreach ((string name, string value) in fields.DistinctBy(static field => field.Item1))
                writer.WriteString(name, value);
            writer.WriteEndObject();
        }));
    }

    private static PlannedStep Step(string action, string tool, params (string Name, string Value)[] args) => new(action, tool, Json(writer =>
    {
        foreach ((string name, string value) in args)
            writer.WriteString(name, value);
    }));

    private static JsonElement Json(Action<Utf8JsonWriter> write)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return JsonElement.Parse(stream.ToArray());
    }

    private static (string Head, string? Tail) Cut(string text, char at)
    {
        int i = text.IndexOf(at, StringComparison.Ordinal);
        return i < 0 ? (text.Trim(), null) : (text[..i].Trim(), text[(i + 1)..].Trim());
    }
}
