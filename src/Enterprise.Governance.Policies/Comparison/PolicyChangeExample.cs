namespace Enterprise.Governance.Policies;

/// <summary>A request that two sets decide differently. It shows the request, arguments included.</summary>
/// <param name="Label">What the caller called it, or <see langword="null"/>.</param>
/// <param name="Request">The request.</param>
/// <param name="Before">The decision of the first set.</param>
/// <param name="After">The decision of the second set.</param>
public sealed record PolicyChangeExample(string? Label, PolicyRequest Request, PolicyDecision Before, PolicyDecision After);
