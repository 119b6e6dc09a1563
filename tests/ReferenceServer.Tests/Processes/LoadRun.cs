using System.Collections.Immutable;
using System.Text.Json;
using Enterprise.Governance;
using ReferenceServer.Planning;
using ReferenceServer.Runs;

namespace ReferenceServer.Tests.Processes;

/// <summary>One of the runs that workers are loaded with, and how it has to end.</summary>
/// <param name="Number">Its number; what it leaves behind is named after it.</param>
internal sealed record LoadRun(int Number)
{
    internal const string Tenant = "load";

    internal RunRequest Request { get; } = RequestOf(Number);

    /// <summary>Gets or sets its id: that of the request, unless an API gives it another.</summary>
    internal string RunId { get => field ?? Request.RunId; set; }

    internal string Contact => $"k-{Number}";

    internal string Subject => $"Subject-{Number}.";

    internal bool IsRefused => Number % 6 == 4;

    internal RunState End => Number % 6 is 4 or 5 ? RunState.Failed : RunState.Completed;

    internal bool HasMail => Number % 6 is 1 or 3;

    /// <summary>Gets the actions that are carried out; each has a cost of 5, mail of 25, the handbook none.</summary>
    internal (int Actions, int Units) Done => (Number % 6) switch
    {
        0 => (2, 10),
        1 => (2, 30),
        2 => (2, 5),
        3 => (3, 30),
        4 => (1, 5),
        _ => (0, 0),
    };

    internal string? Fields => (Number % 6) switch
    {
        0 => $$"""{"a":"{{Number}}","b":"2"}""",
        1 or 2 or 3 or 4 => $$"""{"a":"{{Number}}"}""",
        _ => null,
    };

    private static RunRequest RequestOf(int i)
    {
        string contact = $"contact k-{i}: a = {i}", mail = $"email r{i}@corp.example: Subject-{i}. | Text";
        RunRequest request = ServerFixture.Request(
            (i % 6) switch
            {
                0 => $"{contact}\ncontact k-{i}: b = 2",
                1 or 4 => $"{contact}\n{mail}",
                2 => $"handbook: refunds\n{contact}",
                3 => "an explicit plan",
                _ => "sing a song",
            },
            Tenant);
        return i % 6 != 3 ? request : request with
        {
            Plan = ImmutableArray.Create(
                Step("crm:update_contact", "crm", $$$"""{"contact_id":"k-{{{i}}}","fields":{"a":"{{{i}}}"}}"""),
                Step("send_email", "mail", $$"""{"to":"r{{i}}@corp.example","subject":"Subject-{{i}}.","body":"Text"}"""),
                Step("handbook:search", "mcp:handbook", """{"query":"baggage"}""")),
        };
    }

    private static PlannedStep Step(string action, string tool, string args) => new(action, tool, JsonElement.Parse(args));
}
