using System.Text.Json;

namespace Enterprise.Governance.Policies.Tests.Evaluation;

/// <summary>A rule as the reference reads it from JSON.</summary>
internal sealed record ReferenceRule(string Id, string[] Phases, long Priority, bool Enabled, bool Shadow, string? Tenant, JsonElement? When, JsonElement Effect)
{
    private static readonly JsonElement s_deny = JsonDocument.Parse("""{"deny":true}""").RootElement;
    private static readonly JsonElement s_approval = JsonDocument.Parse("""{"require_approval":true}""").RootElement;

    internal static IEnumerable<ReferenceRule> Read(JsonElement rules, string? tenant = null)
    {
        foreach (JsonElement rule in rules.EnumerateArray())
        {
            string id = rule.GetProperty("policy_id").GetString()!;
            string[] phases = !rule.TryGetProperty("phase", out JsonElement phase) ? ["exec"]
                : phase.ValueKind == JsonValueKind.String ? [phase.GetString()!]
                : [.. phase.EnumerateArray().Select(static item => item.GetString()!)];
            long priority = rule.TryGetProperty("priority", out JsonElement number) ? number.GetInt64() : 0;
            bool enabled = !rule.TryGetProperty("enabled", out JsonElement flag) || flag.GetBoolean();
            bool shadow = rule.TryGetProperty("mode", out JsonElement mode) && mode.GetString() == "shadow";
            if (rule.TryGetProperty("effect", out JsonElement effect))
            {
                JsonElement? when = rule.TryGetProperty("when", out JsonElement condition) ? condition : null;
                yield return new ReferenceRule(id, phases, priority, enabled, shadow, tenant, when, effect);
            }

            if (rule.TryGetProperty("deny_actions", out JsonElement denied))
                yield return new ReferenceRule(id + "#deny", phases, priority, enabled, shadow, tenant, AnyAction(denied), s_deny);
            if (rule.TryGetProperty("require_approval_actions", out JsonElement asked))
                yield return new ReferenceRule(id + "#approval", phases, priority, enabled, shadow, tenant, AnyAction(asked), s_approval);
        }
    }

    internal bool Does(string effect) => Effect.TryGetProperty(effect, out JsonElement flag) && flag.GetBoolean();

    internal string? Text(string key) => Effect.TryGetProperty(key, out JsonElement text) ? text.GetString() : null;

    internal long? Number(string key) => Effect.TryGetProperty(key, out JsonElement number) ? number.GetInt64() : null;

    internal IEnumerable<string> Obligations() =>
        Effect.TryGetProperty("obligations", out JsonElement list) ? list.EnumerateArray().Select(static item => item.GetRawText()) : [];

    private static JsonElement AnyAction(JsonElement patterns) =>
        JsonSerializer.SerializeToElement(new { any = patterns.EnumerateArray().Select(static pattern => new { action = pattern.GetString() }).ToArray() });
}
