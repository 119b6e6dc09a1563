using System.Text.Json;
using Enterprise.Governance.Gemini.Wire;

namespace Enterprise.Governance.Gemini;

/// <summary>What is safe to repeat of an error's details: reason, field paths, delay.</summary>
internal sealed record ErrorDetails(string? Reason, string Fields, TimeSpan? RetryAfter)
{
    internal static ErrorDetails Of(ErrorStatus? error)
    {
        string? reason = null;
        TimeSpan? retryAfter = null;
        List<string> fields = [];
        foreach (JsonElement detail in error?.Details ?? [])
        {
            if (detail.ValueKind != JsonValueKind.Object)
                continue;
            reason ??= Word(Text(detail, "reason"));
            retryAfter ??= RetryDelays.Asked(detail);
            if (detail.TryGetProperty("fieldViolations", out JsonElement violations) && violations.ValueKind == JsonValueKind.Array)
                fields.AddRange(violations.EnumerateArray().Select(static violation => Path(Text(violation, "field"))).OfType<string>().Take(10));
        }

        return new ErrorDetails(reason, string.Join(", ", fields), retryAfter);
    }

    /// <summary>A word in capitals, as the API has them; anything else is not repeated.</summary>
    internal static string? Word(string? value) =>
        value is { Length: > 0 and <= 80 } && value.All(static c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '_') ? value : null;

    private static string? Path(string? value) =>
        value is { Length: > 0 and <= 200 } && value.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '[' or ']') ? $"`{value}`" : null;

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
