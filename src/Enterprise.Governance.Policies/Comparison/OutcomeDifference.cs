using System.Collections.Immutable;

namespace Enterprise.Governance.Policies.Comparison;

/// <summary>The parts of a decision that a host acts upon; which rules led there is not one of them.</summary>
internal static class OutcomeDifference
{
    /// <summary>Returns the names of those that differ.</summary>
    internal static ImmutableArray<string> Of(PolicyDecision before, PolicyDecision after)
    {
        List<string> members = [];
        if (before.Effect != after.Effect)
            members.Add("effect");
        if (before.CostUnits != after.CostUnits)
            members.Add("cost_units");
        if (before.DenyReason != after.DenyReason)
            members.Add("deny_reason");
        if (!before.Obligations.Select(static one => one.ToString()).SequenceEqual(after.Obligations.Select(static one => one.ToString()), StringComparer.Ordinal))
            members.Add("obligations");
        return [.. members];
    }
}
