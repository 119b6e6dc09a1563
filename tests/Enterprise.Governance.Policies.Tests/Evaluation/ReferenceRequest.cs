using System.Text;
using System.Text.Json;

namespace Enterprise.Governance.Policies.Tests.Evaluation;

internal sealed record ReferenceRequest(string Phase, string Action, string? Tool, string? Tenant, string? Org, string? User, string[] Roles, string? ArgsText)
{
    internal JsonElement? Args { get; } = ArgsText is null ? null : JsonDocument.Parse(ArgsText).RootElement;

    internal PolicyRequest ToRequest() => new(Action)
    {
        Phase = Phase,
        Tool = Tool,
        Tenant = Tenant,
        Org = Org,
        User = User,
        Roles = [.. Roles],
        Args = ArgsText is null ? default : Encoding.UTF8.GetBytes(ArgsText),
    };
}
