using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace Enterprise.Governance.Postgres;

/// <summary>Where a page ended: the texts of its order columns, NULL included.</summary>
internal static class PostgresProjectionCursor
{
    internal static string Write(IEnumerable<string?> values)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartArray();
            foreach (string? value in values)
                writer.WriteStringValue(value);
            writer.WriteEndArray();
        }

        return Base64Url.EncodeToString(buffer.WrittenSpan);
    }

    /// <exception cref="ArgumentException">It is none, or has another number of columns.</exception>
    internal static string?[] Read(string cursor, int count)
    {
        string?[] values;
        try
        {
            using JsonDocument document = JsonDocument.Parse(Base64Url.DecodeFromChars(cursor));
            values = [.. document.RootElement.EnumerateArray().Select(static item => item.GetString())];
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException)
        {
            throw NotGiven(cursor);
        }

        return values.Length == count ? values : throw new ArgumentException("the cursor belongs to another query", nameof(cursor));
    }

    internal static ArgumentException NotGiven(string cursor) => new("the cursor is not one that a page gave", nameof(cursor));
}
