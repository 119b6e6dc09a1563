using Microsoft.Extensions.Options;

namespace Enterprise.Governance.CostMetering;

/// <summary>The rules of <see cref="CostMeteringOptions"/>, for the container and for the constructor of the engine.</summary>
internal sealed class CostMeteringOptionsValidator : IValidateOptions<CostMeteringOptions>
{
    public ValidateOptionsResult Validate(string? name, CostMeteringOptions options)
    {
        List<string> problems = [.. Problems(options)];
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    internal static void Require(CostMeteringOptions options)
    {
        string problems = string.Join("; ", Problems(options));
        if (problems.Length > 0)
            throw new ArgumentException(problems, nameof(options));
    }

    private static IEnumerable<string> Problems(CostMeteringOptions options)
    {
        if (options.HoldLifetime < TimeSpan.FromSeconds(1) || options.HoldLifetime > TimeSpan.FromDays(1))
            yield return $"`HoldLifetime` is {options.HoldLifetime}; it must be from 1 second to 1 day";
        if (options.RenewInterval <= TimeSpan.Zero || options.RenewInterval > options.HoldLifetime / 2)
            yield return $"`RenewInterval` is {options.RenewInterval}; it must be positive and at most half of `HoldLifetime`, which is {options.HoldLifetime}";
        if (options.DefaultLimits is null)
            yield return "`DefaultLimits` must not be null";
        foreach ((string tenant, TenantCostLimits limits) in options.Tenants)
        {
            if (!GovernanceIdentifier.IsValid(tenant, out string? problem))
                yield return $"a key of `Tenants` {problem}";
            if (limits is null)
                yield return $"`Tenants` has no limits under `{tenant}`";
        }
    }
}
