namespace Enterprise.Governance;

/// <summary>How a store stands. Immutable. Names no host, database or user.</summary>
/// <param name="Store">The kind of store: <c>postgres</c> or <c>sqlite</c>.</param>
/// <param name="IsHealthy">Whether it can be read and written.</param>
/// <param name="Code">The code of the failure, such as <c>store_unavailable</c> or <c>store_read_only</c>; <see langword="null"/> if it is healthy.</param>
/// <param name="Description">The failure in words, or <see langword="null"/>.</param>
/// <param name="Elapsed">How long the answer took.</param>
public sealed record StoreHealth(string Store, bool IsHealthy, string? Code, string? Description, TimeSpan Elapsed);
