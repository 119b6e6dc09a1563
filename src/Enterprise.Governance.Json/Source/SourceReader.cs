using System.Collections.Immutable;
using System.Text.Json;

namespace Enterprise.Governance.Json;

/// <summary>Builds nodes from a reader; collects duplicate names on the way.</summary>
internal sealed class SourceReader(SourceText text)
{
    internal List<SourceDiagnostic> Problems { get; } = [];

    internal SourceNode ReadValue(ref Utf8JsonReader reader)
    {
        int start = (int)reader.TokenStartIndex;
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                ImmutableArray<SourceMember> members = ReadMembers(ref reader);
                return new SourceNode(text, JsonValueKind.Object, start, (int)reader.BytesConsumed, null, members, []);
            case JsonTokenType.StartArray:
                ImmutableArray<SourceNode>.Builder items = ImmutableArray.CreateBuilder<SourceNode>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    items.Add(ReadValue(ref reader));
                return new SourceNode(text, JsonValueKind.Array, start, (int)reader.BytesConsumed, null, [], items.ToImmutable());
            case JsonTokenType.String:
                return Scalar(ref reader, JsonValueKind.String, start, ReadText(ref reader, start));
            case JsonTokenType.Number:
                return Scalar(ref reader, JsonValueKind.Number, start);
            case JsonTokenType.True:
                return Scalar(ref reader, JsonValueKind.True, start);
            case JsonTokenType.False:
                return Scalar(ref reader, JsonValueKind.False, start);
            default:
                return Scalar(ref reader, JsonValueKind.Null, start);
        }
    }

    private ImmutableArray<SourceMember> ReadMembers(ref Utf8JsonReader reader)
    {
        ImmutableArray<SourceMember>.Builder members = ImmutableArray.CreateBuilder<SourceMember>();
        HashSet<string> names = new(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            int start = (int)reader.TokenStartIndex;
            int end = start + reader.ValueSpan.Length + 2;
            string name = ReadText(ref reader, start);
            if (!names.Add(name))
                Problems.Add(text.ProblemAt("duplicate_key", $"the key `{name}` is given twice", start, end, "keep one of the two"));
            reader.Read();
            members.Add(new SourceMember(text, name, start, end, ReadValue(ref reader)));
        }

        return members.ToImmutable();
    }

    private string ReadText(ref Utf8JsonReader reader, int start)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // The bytes are UTF-8 (checked before), so an escape names half of a surrogate pair.
            Problems.Add(text.ProblemAt("lone_surrogate", "a string holds half of a surrogate pair", start, (int)reader.BytesConsumed, "write both halves, or the character itself"));
            return "";
        }
    }

    private SourceNode Scalar(ref Utf8JsonReader reader, JsonValueKind kind, int start, string? value = null) =>
        new(text, kind, start, (int)reader.BytesConsumed, value, [], []);
}
