using System.Text.Json;
using Enterprise.Governance.Json;

namespace Enterprise.Governance.Policies.Reading;

/// <summary>Help for keys that people bring from other languages, or write in the wrong place.</summary>
internal static class KeyHints
{
    private static readonly Dictionary<string, string> s_file = new(StringComparer.Ordinal)
    {
        ["rules"] = "the list is called `policies`",
        ["default_effect"] = "a policy file cannot set it: it is an option of the host, or stands in a tenant's file",
    };

    private static readonly Dictionary<string, string> s_rule = new(StringComparer.Ordinal)
    {
        ["prio"] = "did you mean `priority`?",
        ["id"] = "the rule's name is called `policy_id`",
        ["name"] = "the rule's name is called `policy_id`",
        ["description"] = "write a comment, `// …`",
        ["comment"] = "write a comment, `// …`",
        ["if"] = "the condition is called `when`",
        ["condition"] = "the condition is called `when`",
        ["conditions"] = "the condition is called `when`",
        ["unless"] = "write `\"when\": {\"not\": …}`",
        ["then"] = "what follows is called `effect`",
        ["actions"] = "write `\"when\": {\"action\": [ … ]}`",
        ["tenant"] = "write `\"when\": {\"tenant\": …}`",
    };

    private static readonly Dictionary<string, string> s_when = new(StringComparer.Ordinal)
    {
        ["and"] = "the criteria of one object are joined by AND; a list of conditions is called `all`",
        ["or"] = "a list of conditions of which one must hold is called `any`",
        ["unless"] = "write `\"not\": …`",
        ["none"] = "write `\"not\": {\"any\": [ … ]}`",
        ["role"] = "write `\"roles_any\": [ … ]`, or `roles_all` if the caller must have all of them",
        ["roles"] = "write `\"roles_any\": [ … ]`, or `roles_all` if the caller must have all of them",
        ["principal"] = "who acts is `user`, `org`, `tenant`, `roles_any` and `roles_all`",
        ["resource"] = "what the action is about comes in its arguments: write `\"args\": {\"path\": {\"eq\": …}}`",
        ["context"] = "facts come as arguments: write `\"args\": {\"context.path\": {\"eq\": …}}`",
        ["when"] = "put the criteria into the outer `when`",
    };

    private static readonly Dictionary<string, string> s_effect = new(StringComparer.Ordinal)
    {
        ["denied"] = "write `\"deny\": true`",
        ["permit"] = "write `\"allow\": true`",
        ["forbid"] = "write `\"deny\": true`",
        ["block"] = "write `\"deny\": true`",
        ["approval"] = "write `\"require_approval\": true`",
        ["approve"] = "write `\"require_approval\": true`",
        ["reason"] = "the text for whoever was denied is called `deny_reason`",
        ["message"] = "the text for whoever was denied is called `deny_reason`",
        ["cost"] = "the cost is called `set_cost_units`",
        ["warn"] = "write `\"obligations\": [{\"type\": \"warn\", …}]`",
    };

    /// <summary>Returns what to do about a key that its object may not have, or nothing if only its spelling can tell.</summary>
    internal static string? Find(SourceMember member, string[] known)
    {
        string key = member.Name;
        Dictionary<string, string> words = known == PolicyKeys.File ? s_file : known == PolicyKeys.When ? s_when : known == PolicyKeys.Effect ? s_effect : s_rule;
        if (words.TryGetValue(key, out string? help))
            return help;
        if (known == PolicyKeys.List && (PolicyKeys.When.Contains(key, StringComparer.Ordinal) || PolicyKeys.Effect.Contains(key, StringComparer.Ordinal)))
            return "beside lists of actions stands nothing else: write a rule with `when` and `effect`";
        if (known == PolicyKeys.File && PolicyKeys.Rule.Contains(key, StringComparer.Ordinal))
            return "a rule stands in a list: write `[ … ]` around it";
        if (known != PolicyKeys.When && PolicyKeys.When.Contains(key, StringComparer.Ordinal))
            return $"`{key}` belongs into `when`";
        if (known == PolicyKeys.When && ArgumentOperator.Find(key) is not null)
            return $"`{key}` is an operator: write `\"args\": {{\"path\": {{\"{key}\": …}}}}`";
        if (known == PolicyKeys.When && member.Value.Kind == JsonValueKind.Object && NearestName.Find(key, known) is null)
            return $"for an argument write `\"args\": {{\"{key}\": …}}`";
        if (known != PolicyKeys.Effect && PolicyKeys.Effect.Contains(key, StringComparer.Ordinal))
            return $"`{key}` belongs into `effect`";
        if (PolicyKeys.Rule.Union(PolicyKeys.List).Contains(key, StringComparer.Ordinal))
            return $"`{key}` belongs to the rule, beside `policy_id`";
        return known == PolicyKeys.Rule && NearestName.Find(key, PolicyKeys.Rule.Union(PolicyKeys.List)) is { } nearest ? $"did you mean `{nearest}`?" : null;
    }
}
