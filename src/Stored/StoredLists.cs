using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Enterprise.Governance.Policies;

namespace Enterprise.Governance.Stored;

/// <summary>Lists as the stores write them into a column: small JSON texts. Compiled into each store, so that none refers to another.</summary>
internal static class StoredLists
{
    internal static string WriteList(ImmutableArray<string> texts) => Write(texts, static (writer, texts) =>
    {
        foreach (string text in texts)
            writer.WriteStringValue(text);
    });

    internal static ImmutableArray<string> ReadList(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateArray().Select(static item => item.GetString()!)];
    }

    internal static string WriteRules(ImmutableArray<PolicyRuleReference> rules) => Write(rules, static (writer, rules) =>
    {
        foreach (PolicyRuleReference rule in rules)
        {
            writer.WriteStartArray();
            writer.WriteStringValue(rule.PolicyId);
            writer.WriteStringValue(rule.Digest);
            writer.WriteEndArray();
        }
    });

    internal static ImmutableArray<PolicyRuleReference> ReadRules(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateArray().Select(static item => new PolicyRuleReference(item[0].GetString()!, item[1].GetString()!))];
    }

    private static string Write<TState>(TState state, Action<Utf8JsonWriter, TState> write)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartArray();
            write(writer, state);
            writer.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
