namespace Enterprise.Governance.Policies.PolicyTests;

/// <summary>The keys of a test file, in the order of the documentation.</summary>
internal static class PolicyTestKeys
{
    internal static readonly string[] File = ["$schema", "files", "policies", "default_effect", "tests"];
    internal static readonly string[] Test = ["name", "request", "requests", "expect"];
    internal static readonly string[] Expect = ["effect", "cost_units", "deny_reason", "obligations", "policy_ids", "unknown", "shadow"];
}
