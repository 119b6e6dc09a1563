namespace Enterprise.Governance.Policies.Rules;

internal static class PolicyModeNames
{
    internal static string ToJsonName(this PolicyMode mode) => mode == PolicyMode.Shadow ? "shadow" : "enforce";
}
