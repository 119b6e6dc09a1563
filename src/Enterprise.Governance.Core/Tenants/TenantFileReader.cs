using System.Text.Json;
using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Json;
using Enterprise.Governance.Policies;
using Enterprise.Governance.RateLimiting;

namespace Enterprise.Governance.Tenants;

/// <summary>Reads one tenant file; collects every problem with its place.</summary>
internal sealed partial class TenantFileReader(int windowSeconds, ICollection<SourceDiagnostic> errors, ICollection<SourceDiagnostic> warnings)
{
    internal const string DefaultTenant = "_default";

    private static readonly string[] RootKeys = ["tenant_id", "rate_limits", "limits", "llm_quotas", "default_effect", "policies"];
    private static readonly string[] RateKeys = ["tenant_rpm", "org_rpm", "user_rpm"];
    private static readonly string[] LimitKeys = ["max_llm_calls", "max_tool_calls", "max_cost_units", "llm_cost_units_per_1k_tokens", "llm_call_cost_units"];

    /// <summary>Reads the root object.</summary>
    /// <param name="root">The file's value.</param>
    /// <param name="fileId">The file's name without its ending: what <c>tenant_id</c> must say.</param>
    /// <param name="tenant">For whom it is read; differs from <paramref name="fileId"/> for the default file.</param>
    internal TenantConfiguration? Read(SourceNode root, string fileId, string tenant)
    {
        int before = errors.Count;
        if (!IsObject(root, "a tenant file", RootKeys))
            return null;
        CheckId(root, fileId);
        TenantConfiguration configuration = new()
        {
            TenantId = tenant,
            RateLimits = ReadRates(root.Find("rate_limits")),
            CostLimits = new TenantCostLimits { Limits = ReadLimits(root.Find("limits")), Quotas = ReadQuotas(root.Find("llm_quotas")) },
            PolicyOptions = root.Find("default_effect") is { } effect ? PolicySetOptions.Read(effect, errors) : null,
            Policies = root.Find("policies") is { } policies ? PolicyRules.Read(policies, tenant, errors, warnings) ?? PolicyRules.Empty : PolicyRules.Empty,
        };
        return errors.Count == before ? configuration : null;
    }

    private void CheckId(SourceNode root, string fileId)
    {
        if (root.Find("tenant_id") is not { } id)
        {
            errors.Add(root.Problem("missing_key", "`tenant_id` is missing", $"add `\"tenant_id\": \"{fileId}\"`") with { Offending = "" });
            return;
        }

        if (id.StringValue is not { } text)
            errors.Add(id.Problem("wrong_type", "`tenant_id` must be a string"));
        else if (!GovernanceIdentifier.IsValid(text, out string? problem))
            errors.Add(id.Problem("invalid_identifier", $"`tenant_id` {problem}"));
        else if (!string.Equals(text, fileId, StringComparison.Ordinal))
            errors.Add(id.Problem("wrong_tenant", $"`tenant_id` is `{text}`, but the file is that of `{fileId}`", "name the file after the tenant"));
    }

    private TenantRateLimits ReadRates(SourceNode? node)
    {
        if (node is null || !IsObject(node, "`rate_limits`", RateKeys))
            return TenantRateLimits.Unlimited;
        return new TenantRateLimits { TenantRpm = Rate("tenant_rpm"), OrgRpm = Rate("org_rpm"), UserRpm = Rate("user_rpm") };

        long? Rate(string key)
        {
            long? rate = ReadAmount(node, key, "requests a minute");
            if (rate is { } perMinute && !RateLimitWindow.TryGetLimit(perMinute, windowSeconds, out _, out string? problem))
            {
                errors.Add(node.Find(key)!.Problem("window_does_not_fit", $"`{key}` {problem}", "change the rate, or the window (`RATE_LIMIT_WINDOW_S`)"));
                return null;
            }

            return rate;
        }
    }

    private CostLimits ReadLimits(SourceNode? node)
    {
        if (node is null || !IsObject(node, "`limits`", LimitKeys))
            return CostLimits.Unlimited;
        return new CostLimits
        {
            MaxLlmCalls = ReadAmount(node, "max_llm_calls", "calls a run"),
            MaxToolCalls = ReadAmount(node, "max_tool_calls", "calls a run"),
            MaxCostUnits = ReadAmount(node, "max_cost_units", "cost units a run"),
            LlmCostUnitsPer1kTokens = ReadPrice(node, "llm_cost_units_per_1k_tokens"),
            LlmCallCostUnits = ReadPrice(node, "llm_call_cost_units"),
        };
    }

    private long? ReadPrice(SourceNode node, string key)
    {
        long? price = ReadAmount(node, key, "cost units", zero: "free");
        if (price > CostCalculator.MaxUnits)
        {
            errors.Add(node.Find(key)!.Problem("out_of_range", $"`{key}` is {price}; at most {CostCalculator.MaxUnits} are allowed"));
            return null;
        }

        return price;
    }

    private long? ReadAmount(SourceNode node, string key, string unit, string zero = "nothing allowed")
    {
        if (node.Find(key) is not { } value)
            return null;
        if (value.Kind != JsonValueKind.Number)
            errors.Add(value.Problem("wrong_type", $"`{key}` must be a whole number of {unit}", "leave the key out for no limit"));
        else if (!value.TryGetInteger(out long amount) && !value.Excerpt.AsSpan().ContainsAny('.', 'e', 'E'))
            errors.Add(value.Problem("out_of_range", $"`{key}` is beyond 64 bits", "leave the key out for no limit"));
        else if (!value.TryGetInteger(out amount))
            errors.Add(value.Problem("not_an_integer", $"`{key}` is `{value.Excerpt}`, which is not a whole number of {unit}", "write an integer without fraction or exponent"));
        else if (amount < 0)
            errors.Add(value.Problem("negative", $"`{key}` is {amount}; it must be 0 ({zero}) or more", zero == "free" ? null : "leave the key out for no limit"));
        else
            return amount;
        return null;
    }

    private bool IsObject(SourceNode node, string what, string[] keys)
    {
        if (node.Kind != JsonValueKind.Object)
        {
            errors.Add(node.Problem("wrong_type", $"{what} must be an object"));
            return false;
        }

        foreach (SourceMember member in node.Members)
        {
            if (!keys.Contains(member.Name, StringComparer.Ordinal))
                errors.Add(member.UnknownKey(keys));
        }

        return true;
    }
}
