using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using ReferenceServer.Dashboard.Elements;

namespace ReferenceServer.Dashboard.Timeline;

/// <summary>Members of an event's data. What is absent or null is nothing.</summary>
internal sealed partial class TimelineReader
{
    private static JsonElement? Member(JsonElement data, string name) => data.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static string? Text(JsonElement data, string name) => Member(data, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    private static long? Number(JsonElement data, string name) => Member(data, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out long number) ? number : null;

    private static string? Count(JsonElement data, string name) => Number(data, name) is { } number ? Numbers.Of(number) : null;

    private static ImmutableArray<string> List(JsonElement data, string name) => Member(data, name) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray().Select(static one => one.GetString()!)] : [];

    private static string? Texts(JsonElement data, string name) => List(data, name) is { Length: > 0 } list ? string.Join(", ", list) : null;

    private static string? Digest(JsonElement data) => Text(data, "args_digest") is { } digest ? $"kept as a digest, {digest}" : null;

    private static ImmutableArray<RuleMark> Asking(JsonElement data) =>
        Member(data, "rules") is { ValueKind: JsonValueKind.Array } rules ? [.. rules.EnumerateArray().Select(static rule => new RuleMark(rule.GetProperty("policy_id").GetString()!, RuleKind.Matched))] : [];

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static string Words(string? name) => name?.Replace('_', ' ') ?? "";

    private static ImmutableArray<Fact> Facts(params (string Name, string? Value)[] facts) => [.. facts.Where(static fact => !string.IsNullOrEmpty(fact.Value)).Select(static fact => new Fact(fact.Name, fact.Value!))];
}
