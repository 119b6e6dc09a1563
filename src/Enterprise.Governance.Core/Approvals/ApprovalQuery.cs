namespace Enterprise.Governance;

/// <summary>Which approvals to list. Immutable.</summary>
/// <param name="Tenant">The tenant; <see langword="null"/> lists all, for operators only.</param>
public sealed record ApprovalQuery(string? Tenant)
{
    /// <summary>Gets the state to list, or <see langword="null"/> for any.</summary>
    public ApprovalState? State { get; init; }

    /// <summary>Gets the run to list, or <see langword="null"/> for any.</summary>
    public string? RunId { get; init; }

    /// <summary>Gets the most approvals to return, newest first.</summary>
    /// <value>100 by default, at most 1,000.</value>
    public int Limit { get; init; } = 100;
}
