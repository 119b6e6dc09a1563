using Microsoft.Extensions.Options;

namespace Enterprise.Governance.RateLimiting;

/// <summary>The rules of <see cref="RateLimitOptions"/>, for the container and for the constructor of the engine.</summary>
internal sealed class RateLimitOptionsValidator : IValidateOptions<RateLimitOptions>
{
    public ValidateOptionsResult Validate(string? name, RateLimitOptions options)
    {
        List<string> problems = [.. Problems(options)];
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    internal static void Require(RateLimitOptions options)
    {
        string problems = string.Join("; ", Problems(options));
        if (problems.Length > 0)
            throw new ArgumentException(problems, nameof(options));
    }

    private static IEnumerable<string> Problems(RateLimitOptions options)
    {
        if (options.WindowSeconds is < 1 or > RateLimitWindow.MaxSeconds)
            yield return $"`WindowSeconds` is {options.WindowSeconds}; it must be from 1 to {RateLimitWindow.MaxSeconds}";
        if (options.LeaseSize is < 0 or > 1_000_000)
            yield return $"`LeaseSize` is {options.LeaseSize}; it must be from 0 to 1000000";
        if (!Enum.IsDefined(options.OnStoreFailure))
            yield return $"`OnStoreFailure` is {options.OnStoreFailure}; it must be LocalFallback, Deny or Allow";
        if (options.ExpectedInstances is < 1 or > 100_000)
            yield return $"`ExpectedInstances` is {options.ExpectedInstances}; it must be from 1 to 100000";
        if (options.StoreRetryMaxDelay <= TimeSpan.Zero || options.StoreRetryMaxDelay > TimeSpan.FromHours(1))
            yield return $"`StoreRetryMaxDelay` is {options.StoreRetryMaxDelay}; it must be positive and at most 1 hour";
        if (options.StoreRetryDelay <= TimeSpan.Zero || options.StoreRetryDelay > options.StoreRetryMaxDelay)
            yield return $"`StoreRetryDelay` is {options.StoreRetryDelay}; it must be positive and at most `StoreRetryMaxDelay`, which is {options.StoreRetryMaxDelay}";
        if (options.WindowSeconds is < 1 or > RateLimitWindow.MaxSeconds)
            yield break;
        foreach (string problem in Problems("DefaultLimits", options.DefaultLimits, options.WindowSeconds))
            yield return problem;
        foreach ((string tenant, TenantRateLimits limits) in options.Tenants)
        {
            if (!GovernanceIdentifier.IsValid(tenant, out string? bad))
                yield return $"a key of `Tenants` {bad}";
            foreach (string problem in Problems($"Tenants[{tenant}]", limits, options.WindowSeconds))
                yield return problem;
        }
    }

    private static IEnumerable<string> Problems(string path, TenantRateLimits? limits, int windowSeconds) =>
        limits is null ? [$"`{path}` must not be null"] : limits.Problems(windowSeconds).Select(problem => $"`{path}`: {problem}");
}
