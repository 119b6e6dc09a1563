using System.Text;
using System.Text.Json;
using Enterprise.Governance.Policies;

namespace ReferenceServer.Dashboard.Policies;

/// <summary>The request that somebody tries out.</summary>
internal sealed class SimulationDraft
{
    internal string Action { get; set; } = "send_email";

    internal string Tool { get; set; } = "mail";

    internal string User { get; set; } = "";

    internal string Org { get; set; } = "";

    /// <summary>Gets or sets the roles, with commas in between.</summary>
    internal string Roles { get; set; } = "";

    internal string Phase { get; set; } = PolicyPhases.Exec;

    internal string Args { get; set; } = "{\n  \"to\": \"bob@corp.example\"\n}";

    /// <summary>Makes the request.</summary>
    /// <returns>The request if it is sound, and what is wrong with it by field.</returns>
    internal (PolicyRequest? Request, Dictionary<string, string> Problems) Read()
    {
        Dictionary<string, string> problems = [];
        string args = string.IsNullOrWhiteSpace(Args) ? "{}" : Args;
        try
        {
            if (JsonElement.Parse(args).ValueKind != JsonValueKind.Object)
                problems["args"] = "must be a JSON object";
        }
        catch (JsonException e)
        {
            problems["args"] = $"are no JSON: see line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}";
        }

        if (string.IsNullOrWhiteSpace(Action))
            problems["action"] = "must be named, such as `send_email`";
        if (problems.Count > 0)
            return (null, problems);
        try
        {
            PolicyRequest request = new(Action.Trim())
            {
                Tool = Some(Tool), User = Some(User), Org = Some(Org), Phase = Some(Phase) ?? PolicyPhases.Exec,
                Roles = [.. Roles.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)], Args = Encoding.UTF8.GetBytes(args),
            };
            return (request, problems);
        }
        catch (ArgumentException e)
        {
            problems["action"] = $"or another name is not possible: {e.Message}";
            return (null, problems);
        }
    }

    private static string? Some(string text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
