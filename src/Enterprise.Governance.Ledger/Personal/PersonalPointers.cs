using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Enterprise.Governance.Ledger.Personal;

/// <summary>Finds the places that RFC 6901 pointers name in canonical data, in one pass and in the order of the text.</summary>
internal sealed class PersonalPointers
{
    private const string NoPlace = "names no place in the data";

    private readonly string _eventType;
    private readonly Node _root = new();

    /// <summary>Reads pointers.</summary>
    /// <exception cref="LedgerException">A pointer is malformed, comes twice or lies inside another (<c>personal_pointer_invalid</c>).</exception>
    internal PersonalPointers(string eventType, ImmutableArray<string> pointers)
    {
        _eventType = eventType;
        foreach (string pointer in pointers)
            Add(pointer);
    }

    /// <summary>Returns where the places begin and end.</summary>
    /// <exception cref="LedgerException">A pointer names no place (<c>personal_pointer_invalid</c>).</exception>
    internal List<(string Path, Range Place)> Locate(ReadOnlySpan<byte> canonical)
    {
        List<(string, Range)> places = [];
        Utf8JsonReader reader = new(canonical, new JsonReaderOptions { MaxDepth = CommittedPlaces.MaxDepth });
        reader.Read();
        Visit(ref reader, _root, places);
        if (FindMissing(_root) is { } missing)
            throw Invalid(missing, NoPlace);
        return places;
    }

    private static void Visit(ref Utf8JsonReader reader, Node node, List<(string, Range)> places)
    {
        if (node.Pointer is not null)
        {
            int start = (int)reader.TokenStartIndex;
            reader.Skip();
            places.Add((node.Pointer, start..(int)reader.BytesConsumed));
            node.IsFound = true;
            return;
        }

        bool isObject = reader.TokenType == JsonTokenType.StartObject;
        if (!isObject && reader.TokenType != JsonTokenType.StartArray)
            return;
        for (int index = 0; reader.Read() && reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray); index++)
        {
            // RFC 6901, section 4: an index has no leading zero; so written, no other text names an item.
            string token = isObject ? reader.GetString()! : index.ToString(CultureInfo.InvariantCulture);
            if (isObject)
                reader.Read();
            if (node.Children.TryGetValue(token, out Node? child))
                Visit(ref reader, child, places);
            else
                reader.Skip();
        }
    }

    private void Add(string pointer)
    {
        if (pointer.Length == 0)
            throw Invalid(pointer, "names the data as a whole; name members of it");
        if (pointer[0] != '/')
            throw Invalid(pointer, "does not begin with `/`");
        string[] tokens = pointer[1..].Split('/');
        if (tokens.Length > CommittedPlaces.MaxDepth)
            throw Invalid(pointer, NoPlace);
        Node node = _root;
        foreach (string token in tokens)
        {
            if (node.Pointer is { } outer)
                throw Invalid(pointer, $"lies inside `{outer}`");
            node = node.Child(Unescape(pointer, token));
        }

        if (node.Pointer is not null)
            throw Invalid(pointer, "comes twice");
        if (FindMissing(node) is { } inner)
            throw Invalid(inner, $"lies inside `{pointer}`");
        node.Pointer = pointer;
    }

    private string Unescape(string pointer, string token)
    {
        for (int at = token.IndexOf('~'); at >= 0; at = token.IndexOf('~', at + 1))
        {
            if (at + 1 == token.Length || token[at + 1] is not ('0' or '1'))
                throw Invalid(pointer, "has a `~` that is neither `~0` nor `~1`");
        }

        return token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
    }

    private static string? FindMissing(Node node) =>
        node.Pointer is not null && !node.IsFound ? node.Pointer : node.Children.Values.Select(FindMissing).FirstOrDefault(static missing => missing is not null);

    private LedgerException Invalid(string pointer, string problem) =>
        new("personal_pointer_invalid", $"the personal pointer `{pointer}` of event `{_eventType}` {problem}");

    /// <summary>One reference token on the way to a place.</summary>
    private sealed class Node
    {
        internal Dictionary<string, Node> Children { get; } = new(StringComparer.Ordinal);

        internal string? Pointer { get; set; }

        internal bool IsFound { get; set; }

        internal Node Child(string token)
        {
            if (!Children.TryGetValue(token, out Node? child))
                Children.Add(token, child = new Node());
            return child;
        }
    }
}
