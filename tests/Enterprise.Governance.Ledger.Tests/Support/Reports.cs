using System.Text;
using System.Text.Json;

namespace Enterprise.Governance.Ledger.Tests.Support;

internal static class Reports
{
    internal static string ToJson(this VerifyReport report)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
            report.WriteTo(writer);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>Every string in a JSON text, without its escapes: an escape before a hash would look like a part of it.</summary>
    internal static IEnumerable<string> Strings(string json)
    {
        Utf8JsonReader reader = new(Encoding.UTF8.GetBytes(json));
        List<string> strings = [];
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
                strings.Add(reader.GetString()!);
        }

        return strings;
    }

    internal static IEnumerable<(long Seq, VerifyFindingKind Kind)> Places(this VerifyReport report) => report.Findings.Select(static f => (f.Seq, f.Kind));

    internal static async Task<List<T>> ToListAsync<T>(this IAsyncEnumerable<T> items)
    {
        List<T> list = [];
        await foreach (T item in items)
            list.Add(item);
        return list;
    }

    internal static LedgerEvent Event(string data = "{}", string type = "note") => LedgerEvent.Create(type, Encoding.UTF8.GetBytes(data));
}
