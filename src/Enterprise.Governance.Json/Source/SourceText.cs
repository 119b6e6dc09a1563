using System.Text;

namespace Enterprise.Governance.Json;

/// <summary>The bytes of a file with the starts of their lines.</summary>
internal sealed class SourceText
{
    private const int MaxExcerpt = 80;

    private readonly ReadOnlyMemory<byte> _utf8;
    private readonly List<int> _lineStarts = [0];

    internal SourceText(ReadOnlyMemory<byte> utf8, string? file)
    {
        _utf8 = utf8;
        File = file;
        ReadOnlySpan<byte> span = utf8.Span;
        for (int i = 0; i < span.Length; i++)
        {
            if (span[i] == (byte)'\n')
                _lineStarts.Add(i + 1);
        }
    }

    internal string? File { get; }

    internal ReadOnlySpan<byte> Slice(int start, int end) => _utf8.Span[start..end];

    internal int LineOf(int offset)
    {
        int index = _lineStarts.BinarySearch(offset);
        return index >= 0 ? index + 1 : ~index;
    }

    internal int StartOfLine(int line) => _lineStarts[Math.Clamp(line, 1, _lineStarts.Count) - 1];

    internal int ColumnOf(int offset)
    {
        int start = _lineStarts[LineOf(offset) - 1];
        return Encoding.UTF8.GetCharCount(_utf8.Span[start..offset]) + 1;
    }

    internal string Excerpt(int start, int end)
    {
        string text = Encoding.UTF8.GetString(_utf8.Span[start..end]);
        int cut = text.AsSpan().IndexOfAny('\r', '\n');
        if (cut >= 0)
            text = text[..cut];
        return text.Length > MaxExcerpt ? text[..MaxExcerpt] : text;
    }

    internal SourceDiagnostic ProblemAt(string code, string message, int start, int end, string? help = null) =>
        new(code, message, File, LineOf(start), ColumnOf(start), Excerpt(start, end), help);
}
