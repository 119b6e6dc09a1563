namespace Enterprise.Governance.Policies.Reading;

/// <summary>The keys and names of the language, in the order of the documentation. Reading, the JSON Schema and formatting share them.</summary>
internal static class PolicyKeys
{
    internal const int MaxNesting = 16;

    /// <summary>The largest integer that every double up to it can tell from its neighbours; versions are made of doubles.</summary>
    internal const long MaxCostUnits = (1L << 53) - 1;

    internal const string ArgumentsPrefix = "args.";

    internal static readonly string[] File = ["$schema", "policies"];
    internal static readonly string[] Header = ["policy_id", "phase", "priority", "enabled", "mode"];
    internal static readonly string[] Rule = [.. Header, "when", "effect"];
    internal static readonly string[] List = [.. Header, "deny_actions", "require_approval_actions"];
    internal static readonly string[] When = ["action", "tool", "tenant", "org", "user", "roles_any", "roles_all", "args", "all", "any", "not"];
    internal static readonly string[] Effect = ["deny", "deny_reason", "require_approval", "allow", "set_cost_units", "obligations"];
    internal static readonly string[] Modes = ["enforce", "shadow"];
    internal static readonly string[] Scopes = ["user", "tenant", "org"];
}
