using System.Text.Json;

namespace Enterprise.Governance.AspNetCore.Problems;

/// <summary>A problem as RFC 9457 has it. Immutable. Nothing in it comes from arguments, claims' values or inner exceptions.</summary>
internal sealed record Problem(string Type, int Status, string Title)
{
    /// <summary>Gets what is special about this occurrence, or <see langword="null"/>.</summary>
    internal string? Detail { get; init; }

    /// <summary>Gets what writes the extension members, or <see langword="null"/>.</summary>
    internal Action<Utf8JsonWriter>? Extensions { get; init; }

    /// <summary>Gets after how long another attempt makes sense, or <see langword="null"/>.</summary>
    internal TimeSpan? RetryAfter { get; init; }
}
