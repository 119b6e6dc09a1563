namespace Enterprise.Governance.RateLimiting;

/// <summary>How many requests per minute a tenant as a whole, each of its orgs and each of its users may make. Immutable.</summary>
/// <remarks>An absent rate is unlimited; a rate of 0 allows nothing.</remarks>
public sealed record TenantRateLimits
{
    /// <summary>Gets limits that limit nothing.</summary>
    public static TenantRateLimits Unlimited { get; } = new();

    /// <summary>Gets the requests per minute of the whole tenant (<c>tenant_rpm</c>).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public long? TenantRpm { get; init => field = Require(value); }

    /// <summary>Gets the requests per minute of every org (<c>org_rpm</c>).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public long? OrgRpm { get; init => field = Require(value); }

    /// <summary>Gets the requests per minute of every user (<c>user_rpm</c>).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public long? UserRpm { get; init => field = Require(value); }

    /// <summary>Lists what keeps these rates from being counted exactly in windows of <paramref name="windowSeconds"/>.</summary>
    /// <param name="windowSeconds">The window in seconds.</param>
    /// <returns>One message per rate that does not fit, with its key in backticks; empty if all fit. See <see cref="RateLimitWindow"/>.</returns>
    public IReadOnlyList<string> Problems(int windowSeconds)
    {
        List<string> problems = [];
        Check("tenant_rpm", TenantRpm);
        Check("org_rpm", OrgRpm);
        Check("user_rpm", UserRpm);
        return problems;

        void Check(string key, long? perMinute)
        {
            if (perMinute is { } rate && !RateLimitWindow.TryGetLimit(rate, windowSeconds, out _, out string? problem))
                problems.Add($"`{key}` {problem}");
        }
    }

    internal long? PerMinute(RateLimitKind kind) => kind switch
    {
        RateLimitKind.Tenant => TenantRpm,
        RateLimitKind.Org => OrgRpm,
        _ => UserRpm,
    };

    private static long? Require(long? value)
    {
        if (value is { } rate)
            ArgumentOutOfRangeException.ThrowIfNegative(rate);
        return value;
    }
}
