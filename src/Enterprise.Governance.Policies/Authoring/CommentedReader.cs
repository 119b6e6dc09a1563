using System.Buffers;
using System.Text;
using System.Text.Json;
using Enterprise.Governance.Json;

namespace Enterprise.Governance.Policies.Authoring;

/// <summary>Reads JSON that is known to be sound without losing its comments. One use.</summary>
internal sealed class CommentedReader
{
    private readonly List<CommentedToken> _tokens;
    private int _next;

    private CommentedReader(List<CommentedToken> tokens) => _tokens = tokens;

    /// <summary>Reads the root with the comments around it; those behind it that belong to nothing are its <see cref="CommentedElement.Trailing"/> too.</summary>
    internal static CommentedElement Read(ReadOnlyMemory<byte> utf8Json)
    {
        CommentedReader reader = new(Tokens(utf8Json.Span.StartsWith("\uFEFF"u8) ? utf8Json.Span[3..] : utf8Json.Span));
        List<Comment> leading = reader.TakeComments();
        bool blank = reader.BlankBefore(reader._next);
        CommentedElement root = new(null, reader.ReadValue(), leading, blank);
        root.Trailing.AddRange(reader.TakeComments());
        return root;
    }

    private static List<CommentedToken> Tokens(ReadOnlySpan<byte> utf8)
    {
        List<CommentedToken> tokens = [];
        Utf8JsonReader reader = new(utf8, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Allow, AllowTrailingCommas = true, MaxDepth = 256 });
        int line = 1, counted = 0;
        while (reader.Read())
        {
            int start = (int)reader.TokenStartIndex;
            int end = start + reader.TokenType switch
            {
                JsonTokenType.Comment => reader.ValueSpan.Length + (utf8[start + 1] == (byte)'*' ? 4 : 2),
                JsonTokenType.String or JsonTokenType.PropertyName => reader.ValueSpan.Length + 2,
                _ => reader.ValueSpan.Length,
            };
            bool comma = utf8[counted..start].Contains((byte)',');
            line += utf8[counted..start].Count((byte)'\n');
            int endLine = line + utf8[start..end].Count((byte)'\n');
            string text = Encoding.UTF8.GetString(utf8[start..end]);
            if (reader.TokenType == JsonTokenType.Comment)
                text = text.ReplaceLineEndings("\n").TrimEnd();
            else if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueIsEscaped)
                text = Quote(reader.GetString()!);
            tokens.Add(new CommentedToken(reader.TokenType, text, comma, line, endLine));
            (line, counted) = (endLine, end);
        }

        return tokens;
    }

    private static string Quote(string name)
    {
        ArrayBufferWriter<byte> output = new();
        CanonicalJson.WriteString(name, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private CommentedValue ReadValue()
    {
        CommentedToken token = _tokens[_next++];
        if (token.Type is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
            return new CommentedValue(token.Type, token.Text, [], []);
        List<CommentedElement> elements = [];
        while (true)
        {
            if (elements.Count > 0)
                elements[^1].Trailing.AddRange(TakeTrailing());
            List<Comment> comments = TakeComments();
            if (_tokens[_next].IsEnd)
            {
                _next++;
                return new CommentedValue(token.Type, token.Text, elements, comments);
            }

            bool blank = BlankBefore(_next);
            string? name = token.Type == JsonTokenType.StartObject ? _tokens[_next++].Text : null;
            comments.AddRange(TakeComments());
            elements.Add(new CommentedElement(name, ReadValue(), comments, blank));
        }
    }

    /// <summary>Takes the comments that stand on the line on which the last element ends: those before its comma, and those behind it if nothing else begins there.</summary>
    private List<Comment> TakeTrailing()
    {
        List<Comment> trailing = [];
        CommentedToken after = _tokens[_tokens.FindIndex(_next, static token => !token.IsComment)];
        bool isBehindComma = false;
        while (_tokens[_next] is { IsComment: true } comment && comment.StartLine == _tokens[_next - 1].EndLine)
        {
            isBehindComma |= comment.CommaBefore;
            if (isBehindComma && !after.IsEnd && after.StartLine == comment.EndLine)
                break;
            trailing.Add(Take());
        }

        return trailing;
    }

    private List<Comment> TakeComments()
    {
        List<Comment> comments = [];
        while (_next < _tokens.Count && _tokens[_next].IsComment)
            comments.Add(Take());
        return comments;
    }

    private Comment Take()
    {
        Comment comment = new(_tokens[_next].Text, BlankBefore(_next));
        _next++;
        return comment;
    }

    private bool BlankBefore(int token) => token > 0 && _tokens[token].StartLine - _tokens[token - 1].EndLine > 1;
}
