using System.Collections.Immutable;
using System.Text.Json;
using Enterprise.Governance.Policies;

namespace ReferenceServer.Dashboard.Policies;

/// <summary>A rule as the dashboard shows it.</summary>
/// <param name="PolicyId">Its id.</param>
/// <param name="Digest">What it says, as approvals refer to it.</param>
/// <param name="IsOwn">Whether it is the tenant's own.</param>
/// <param name="Phases">When it is asked.</param>
/// <param name="Priority">Its priority.</param>
/// <param name="Mode">Whether it has a say, is only watched, or is off.</param>
/// <param name="When">Its condition; nothing for a rule of the house that names tenants, who are nobody else's business.</param>
/// <param name="Effect">What it does.</param>
public sealed record RuleEntry(string PolicyId, string Digest, bool IsOwn, ImmutableArray<string> Phases, int Priority, string Mode, JsonElement? When, JsonElement Effect)
{
    internal static RuleEntry Of(PolicyRule rule, bool isOwn)
    {
        JsonElement document = JsonElement.Parse(rule.Document.Span), when = document.GetProperty("when");
        return new RuleEntry(
            rule.PolicyId, rule.Digest, isOwn, rule.Phases, rule.Priority, rule.Enabled ? rule.Mode.ToString().ToLowerInvariant() : "off", isOwn || !NamesTenants(when) ? when : null, document.GetProperty("effect"));
    }

    private static bool NamesTenants(JsonElement condition) => condition.ValueKind switch
    {
        JsonValueKind.Object => condition.EnumerateObject().Any(static member => member.Name == "tenant" || NamesTenants(member.Value)),
        JsonValueKind.Array => condition.EnumerateArray().Any(NamesTenants),
        _ => false,
    };
}
