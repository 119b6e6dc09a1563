using Microsoft.Extensions.Options;

namespace Enterprise.Governance.AspNetCore;

/// <summary>Checks <see cref="GovernanceHttpOptions"/> when the host starts.</summary>
internal sealed class GovernanceHttpOptionsValidator : IValidateOptions<GovernanceHttpOptions>
{
    private const int MaxBodyBytes = 16 * 1024 * 1024;

    public ValidateOptionsResult Validate(string? name, GovernanceHttpOptions options)
    {
        List<string> problems = [];
        if (string.IsNullOrEmpty(options.TenantClaimType))
            problems.Add("`TenantClaimType` must not be empty");
        if (string.IsNullOrEmpty(options.OrgClaimType))
            problems.Add("`OrgClaimType` must not be empty");
        if (options.UserClaimTypes.Count == 0 || options.UserClaimTypes.Any(string.IsNullOrEmpty))
            problems.Add("`UserClaimTypes` must name at least one claim type, and none that is empty");
        if (options.RoleClaimTypes.Any(string.IsNullOrEmpty))
            problems.Add("`RoleClaimTypes` must not name an empty claim type");
        if (options.MaxRequestBodyBytes is < 1 or > MaxBodyBytes)
            problems.Add($"`MaxRequestBodyBytes` is {options.MaxRequestBodyBytes}; it must be from 1 to {MaxBodyBytes}");
        if (options.RetryAfter < TimeSpan.FromSeconds(1) || options.RetryAfter > TimeSpan.FromHours(1))
            problems.Add($"`RetryAfter` is {options.RetryAfter}; it must be from one second to one hour");
        CheckCapabilities("AuthenticatedCapabilities", options.AuthenticatedCapabilities, problems);
        foreach ((string role, ISet<string> capabilities) in options.RoleCapabilities)
            CheckCapabilities($"RoleCapabilities[{role}]", capabilities, problems);
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static void CheckCapabilities(string option, IEnumerable<string> capabilities, List<string> problems) => problems.AddRange(
        capabilities.Where(static one => !GovernanceCapabilities.All.Contains(one))
            .Select(one => $"`{option}` has `{one}`, which is not a capability; known are {string.Join(", ", GovernanceCapabilities.All.Select(static known => $"`{known}`"))}"));
}
