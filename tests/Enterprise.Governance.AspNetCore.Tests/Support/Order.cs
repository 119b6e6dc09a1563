namespace Enterprise.Governance.AspNetCore.Tests.Support;

/// <summary>A body.</summary>
public sealed record Order(string Item, int Count);
