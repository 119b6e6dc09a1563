using System.Collections.Frozen;

namespace Enterprise.Governance.CostMetering;

/// <summary>Quotas by model (<c>per_model</c>). Immutable.</summary>
public sealed record LlmModelQuotas
{
    /// <summary>Gets the quotas by model name, compared ordinally; a model that is not here is unlimited.</summary>
    public IReadOnlyDictionary<string, LlmModelQuota> PerModel
    {
        get;
        init => field = value.ToFrozenDictionary(static quota => GovernanceIdentifier.RequireName(quota.Key), static quota => quota.Value, StringComparer.Ordinal);
    } = FrozenDictionary<string, LlmModelQuota>.Empty;

    /// <summary>Returns the most tokens of a UTC day for <paramref name="model"/>; <see langword="null"/> is unlimited.</summary>
    /// <param name="model">The model's name.</param>
    /// <returns>The quota.</returns>
    public long? MaxTokensPerDay(string model) => PerModel.TryGetValue(model, out LlmModelQuota? quota) ? quota.MaxTokensPerDay : null;
}
