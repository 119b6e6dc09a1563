using System.Collections.Immutable;
using Enterprise.Governance.Policies.Conditions;

namespace Enterprise.Governance.Policies.Explanation;

/// <summary>Marks the parts that made the whole come out as it did: in three values, AND is the least of its parts and OR the greatest.</summary>
internal static class Decisive
{
    internal static ImmutableArray<CriterionExplanation> Mark(IReadOnlyCollection<CriterionExplanation> parts, Truth whole) =>
        [.. parts.Select(part => part.With(isDecisive: part.Truth == (PolicyTruth)whole))];

    /// <summary>Returns the least of the parts; true if there are none.</summary>
    internal static Truth Least(IEnumerable<CriterionExplanation> parts) => parts.Aggregate(Truth.True, static (least, part) => (Truth)Math.Min((int)least, (int)part.Truth));

    /// <summary>Returns the greatest of the parts; false if there are none.</summary>
    internal static Truth Greatest(IEnumerable<CriterionExplanation> parts) => parts.Aggregate(Truth.False, static (greatest, part) => (Truth)Math.Max((int)greatest, (int)part.Truth));
}
