using System.Globalization;
using System.Text.RegularExpressions;

namespace Enterprise.Governance.RateLimiting.Tests.Headers;

/// <summary>Reads the two fields by the rules of the draft, strictly: an oracle for what we write.</summary>
internal static partial class FieldReader
{
    internal sealed record Item(string Name, IReadOnlyDictionary<string, string> Parameters);

    internal static IReadOnlyList<Item>? ReadPolicy(string value) =>
        Read(value, static item => Integer(item, "q", required: true, min: 0) && Integer(item, "w", required: false, min: 1) && Quoted(item, "qu") && Bytes(item));

    internal static IReadOnlyList<Item>? ReadState(string value) =>
        Read(value, static item => Integer(item, "r", required: true, min: 0) && Integer(item, "t", required: false, min: 0) && Bytes(item));

    private static List<Item>? Read(string value, Func<Item, bool> isValid)
    {
        List<Item> items = [];
        if (value.Length == 0)
            return null;
        foreach (string text in value.Split(','))
        {
            Match match = ItemPattern().Match(text.Trim(' ', '\t'));
            if (!match.Success)
                return null;
            Dictionary<string, string> parameters = new(StringComparer.Ordinal);
            for (int i = 0; i < match.Groups["key"].Captures.Count; i++)
                parameters[match.Groups["key"].Captures[i].Value] = match.Groups["value"].Captures[i].Value;
            Item item = new(match.Groups["name"].Value, parameters);
            if (!isValid(item))
                return null;
            items.Add(item);
        }

        return items;
    }

    private static bool Integer(Item item, string key, bool required, long min) =>
        item.Parameters.TryGetValue(key, out string? text)
            ? long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) && number >= min && number <= 999_999_999_999_999
            : !required;

    private static bool Quoted(Item item, string key) => !item.Parameters.TryGetValue(key, out string? text) || text.StartsWith('"');

    private static bool Bytes(Item item) => !item.Parameters.TryGetValue("pk", out string? text) || text.StartsWith(':');

    [GeneratedRegex("""^"(?<name>[\x20\x21\x23-\x5B\x5D-\x7E]*)"(; *(?<key>[a-z*][a-z0-9_.*-]*)=(?<value>-?\d{1,15}(\.\d{1,3})?|"[^"\\]*"|:[A-Za-z0-9+/=]*:|[A-Za-z*][A-Za-z0-9!#$%&'*+.^_`|~:/-]*))*$""", RegexOptions.ExplicitCapture)]
    private static partial Regex ItemPattern();
}
