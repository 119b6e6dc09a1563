namespace Enterprise.Governance.Policies.Explanation;

internal static class TruthNames
{
    internal static string ToJsonName(this PolicyTruth truth) => truth switch
    {
        PolicyTruth.True => "true",
        PolicyTruth.Unknown => "unknown",
        _ => "false",
    };
}
