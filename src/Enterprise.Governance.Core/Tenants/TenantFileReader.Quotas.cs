using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Json;

namespace Enterprise.Governance.Tenants;

internal sealed partial class TenantFileReader
{
    private static readonly string[] QuotaKeys = ["tenant", "org", "user"];
    private static readonly string[] QuotaKindKeys = ["per_model"];
    private static readonly string[] ModelQuotaKeys = ["max_tokens_per_day"];

    private LlmQuotas ReadQuotas(SourceNode? node)
    {
        if (node is null || !IsObject(node, "`llm_quotas`", QuotaKeys))
            return LlmQuotas.Unlimited;
        return new LlmQuotas { Tenant = Kind("tenant"), Org = Kind("org"), User = Kind("user") };

        LlmModelQuotas? Kind(string key)
        {
            if (node.Find(key) is not { } kind || !IsObject(kind, $"`{key}`", QuotaKindKeys))
                return null;
            return kind.Find("per_model") is { } models ? ReadModels(models) : null;
        }
    }

    private LlmModelQuotas? ReadModels(SourceNode models)
    {
        if (models.Kind != System.Text.Json.JsonValueKind.Object)
        {
            errors.Add(models.Problem("wrong_type", "`per_model` must be an object whose keys are models"));
            return null;
        }

        Dictionary<string, LlmModelQuota> quotas = new(StringComparer.Ordinal);
        foreach (SourceMember member in models.Members)
        {
            if (!GovernanceIdentifier.IsValidName(member.Name, out string? problem))
                errors.Add(member.NameProblem("invalid_model", $"a model {problem}"));
            else if (IsObject(member.Value, $"the quota of `{member.Name}`", ModelQuotaKeys))
                quotas[member.Name] = new LlmModelQuota { MaxTokensPerDay = ReadAmount(member.Value, "max_tokens_per_day", "tokens a day") };
        }

        return new LlmModelQuotas { PerModel = quotas };
    }
}
