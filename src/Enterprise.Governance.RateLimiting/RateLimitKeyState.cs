namespace Enterprise.Governance.RateLimiting;

/// <summary>A limit that applied to a request, and how much of it is left.</summary>
/// <param name="Kind">Whose requests it counts.</param>
/// <param name="Id">The identifier of the tenant, org or user.</param>
/// <param name="Limit">The most requests of a window.</param>
/// <param name="WindowSeconds">The length of the window, in seconds.</param>
public readonly record struct RateLimitKeyState(RateLimitKind Kind, string Id, long Limit, int WindowSeconds)
{
    /// <summary>Gets how many requests are left in the window, as far as this process knows; <see langword="null"/> if it did not ask.</summary>
    public long? Remaining { get; init; }

    /// <summary>Gets the time until the window ends; <see langword="null"/> if not known.</summary>
    public TimeSpan? ResetAfter { get; init; }

    /// <summary>Gets the start of the window by the clock of whoever decided; <see langword="null"/> if not known. With the key it names the window.</summary>
    public DateTimeOffset? WindowStart { get; init; }

    /// <summary>Gets whether this limit refused the request.</summary>
    public bool IsRefused { get; init; }

    /// <summary>Gets the key as it is shown to people: <c>tenant:{id}</c>, <c>org:{id}</c> or <c>user:{id}</c>.</summary>
    public string Name => $"{KindName}:{Id}";

    /// <summary>Gets <c>tenant</c>, <c>org</c> or <c>user</c>: the name of the policy in HTTP header fields.</summary>
    public string KindName => Kind switch
    {
        RateLimitKind.Tenant => "tenant",
        RateLimitKind.Org => "org",
        _ => "user",
    };
}
