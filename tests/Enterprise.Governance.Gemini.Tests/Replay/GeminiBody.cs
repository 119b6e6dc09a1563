using System.Globalization;
using System.Text.Json.Nodes;
using Enterprise.Governance.CostMetering;

namespace Enterprise.Governance.Gemini.Tests.Replay;

/// <summary>A recorded body of the API and the outcome that tests/Vectors/gemini/expected.tsv has for it.</summary>
internal sealed record GeminiBody(string File, BodyOutcome Expected)
{
    private static readonly Dictionary<string, GeminiBody> All = System.IO.File.ReadLines(RepositoryFiles.Vector("gemini", "expected.tsv")).Skip(1)
        .Select(static line => Parse(line.Split('\t'))).ToDictionary(static body => body.File);

    internal JsonNode Json => JsonNode.Parse(System.IO.File.ReadAllBytes(RepositoryFiles.Vector("gemini", File)))!;

    internal bool IsStream => Json is JsonArray;

    internal IEnumerable<JsonNode?> Events => Json as JsonArray ?? (IEnumerable<JsonNode?>)[Json];

    internal int Status => (Events.First() as JsonObject)?["error"]?["code"]?.GetValue<int>() ?? 200;

    internal static GeminiBody Of(string file) => All[file];

    internal static IEnumerable<GeminiBody> Bodies => All.Values;

    private static GeminiBody Parse(string[] row) => new(row[0], new BodyOutcome(
        Text(row[1]), Text(row[2]), Text(row[3]), Number(row[4]) ?? 0, Number(row[5]) ?? 0, Text(row[6]) ?? "",
        row[7..].All(static cell => cell == "-") ? null : new LlmUsage
        {
            Prompt = Number(row[7]), Cached = Number(row[8]), Output = Number(row[9]), Thoughts = Number(row[10]), ToolUse = Number(row[11]), Total = Number(row[12]),
        }));

    private static string? Text(string cell) => cell == "-" ? null : cell;

    private static long? Number(string cell) => cell == "-" ? null : long.Parse(cell, CultureInfo.InvariantCulture);
}
