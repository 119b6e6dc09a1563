using System.Text.Json;

namespace Enterprise.Governance.Tests;

/// <summary>Each of the five capabilities refers to none of the other four, and to no driver.</summary>
public sealed class TransitiveDependencyTests
{
    private static readonly string[] Five = ["Ledger", "Policies", "RateLimiting", "CostMetering", "Projections"];

    [Theory]
    [InlineData("Ledger", "Abstractions, Json")]
    [InlineData("Policies", "Abstractions, Json")]
    [InlineData("RateLimiting", "Abstractions")]
    [InlineData("CostMetering", "Abstractions")]
    [InlineData("Projections", "Abstractions")]
    [InlineData("Json", "Abstractions")]
    [InlineData("Abstractions", "")]
    [InlineData("Anchoring", "Abstractions, Json, Ledger")]
    [InlineData("Gemini", "Abstractions, CostMetering")]
    [InlineData("Gemini.Protobuf", "Abstractions, CostMetering")]
    [InlineData("Core", "Abstractions, CostMetering, Json, Ledger, Policies, Projections, RateLimiting")]
    [InlineData("AspNetCore", "Abstractions, Core, CostMetering, Json, Ledger, Policies, Projections, RateLimiting")]
    public void Package_RefersTo_ExactlyThis(string package, string expected)
    {
        string assets = Path.Combine(RepositoryFiles.Root, "src", $"Enterprise.Governance.{package}", "obj", "project.assets.json");
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(assets));
        string[] all = [.. document.RootElement.GetProperty("libraries").EnumerateObject().Select(static library => library.Name.Split('/')[0])];

        string[] ours = [.. all.Where(static name => name.StartsWith("Enterprise.Governance.", StringComparison.Ordinal)).Select(static name => name["Enterprise.Governance.".Length..]).Order(StringComparer.Ordinal)];
        string.Join(", ", ours).Should().Be(expected);
        all.Should().NotContain(static name => name.Contains("Sqlite", StringComparison.OrdinalIgnoreCase) || name.Contains("Npgsql", StringComparison.Ordinal));
        if (Five.Contains(package))
            ours.Should().NotIntersectWith(Five.Where(other => other != package));
    }
}
