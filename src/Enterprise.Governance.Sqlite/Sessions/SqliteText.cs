using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Enterprise.Governance.Policies;
using Microsoft.Data.Sqlite;

namespace Enterprise.Governance.Sqlite;

/// <summary>Columns that hold small JSON texts, and columns that may be NULL.</summary>
internal static class SqliteText
{
    internal static string? TextOrNull(this SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    /// <summary>Decodes what may have been forged: bytes that are not UTF-8 get half a surrogate pair, so that they pass for no text that the library writes.</summary>
    internal static string ReadExact(byte[] text) => System.Text.Unicode.Utf8.IsValid(text) ? Encoding.UTF8.GetString(text) : Encoding.UTF8.GetString(text) + "\uD800";

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
        System.Buffers.ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartArray();
            write(writer, state);
            writer.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
