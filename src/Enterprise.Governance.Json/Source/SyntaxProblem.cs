using System.Text.Json;

namespace Enterprise.Governance.Json;

/// <summary>Says what is wrong with text that is no JSON: the reader's place is exact, its wording is for programmers.</summary>
internal static class SyntaxProblem
{
    private const string Brackets = "check quotes, commas and brackets before this place";

    /// <param name="text">The text.</param>
    /// <param name="e">The reader's complaint.</param>
    /// <param name="length">The length of the text in bytes.</param>
    /// <param name="isFull">Whether the reader stands at the deepest level that it may.</param>
    /// <param name="isComplete">Whether a whole value has been read.</param>
    internal static SourceDiagnostic Describe(SourceText text, JsonException e, int length, bool isFull, bool isComplete)
    {
        int line = (int)(e.LineNumber ?? 0) + 1;
        int offset = Math.Clamp(text.StartOfLine(line) + (int)(e.BytePositionInLine ?? 0), 0, length);
        if (length == 0)
            return text.ProblemAt("json_syntax", "the file is empty", 0, 0, "write a JSON array of rules or an object");
        if (offset >= length)
            return text.ProblemAt("json_syntax", "the file ends in the middle of a JSON value", length, length, "close every `{`, `[` and `\"`");
        int end = offset + 1;
        while (end < length && (text.Slice(end, end + 1)[0] & 0xC0) == 0x80)
            end++;
        string offending = text.Excerpt(offset, end);
        string message = offending.Length == 0 ? "a line ends inside a JSON string or value" : $"unexpected `{offending}` in JSON";
        ReadOnlySpan<byte> all = text.Slice(0, length);
        byte c = all[offset], before = offset > 0 ? all[offset - 1] : (byte)' ', after = end < length ? all[end] : (byte)' ';
        (message, string help) = c switch
        {
            (byte)'[' or (byte)'{' when isFull => ($"the text is nested deeper than {SourceDocument.MaxDepth} levels", "take the value apart"),
            not ((byte)']' or (byte)'}' or (byte)'/') when isComplete => (message, "the value ends before this place, and a file holds one: join the two, or remove one"),
            (byte)'/' when after == (byte)'*' && all[end..].IndexOf("*/"u8) < 0 => ("a comment is not closed", "write `*/` behind it"),
            (byte)'/' when after is (byte)'*' or (byte)'/' => (message, "a comment cannot stand between a name and its colon"),
            (byte)'#' => (message, "a comment begins with `//`, or stands between `/*` and `*/`"),
            (byte)'-' when before == (byte)'-' => (message, "a comment begins with `//`, or stands between `/*` and `*/`"),
            (byte)'\'' => (message, "names and texts stand between double quotes"),
            _ when offending is "“" or "”" or "„" or "«" or "»" => (message, "names and texts stand between straight double quotes"),
            _ when before == (byte)'\\' => (message, "in a text write a backslash twice, `\\\\`"),
            < (byte)' ' when offending.Length > 0 => ("a control character stands in a text", "write `\\t` for a tab and `\\u` with four digits for others"),
            (byte)'+' => (message, "a number begins with a digit or `-`"),
            >= (byte)'0' and <= (byte)'9' when before is (byte)'0' => (message, "a number does not begin with `0`, unless a fraction follows"),
            (byte)',' => (message, "one comma stands between two values"),
            (>= (byte)'a' and <= (byte)'z') or (>= (byte)'A' and <= (byte)'Z') => (message, "names and texts stand between double quotes; `true`, `false` and `null` are written in lower case"),
            _ => (message, Brackets),
        };
        return text.ProblemAt("json_syntax", message, offset, end, help);
    }
}
