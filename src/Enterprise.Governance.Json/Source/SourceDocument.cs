using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Enterprise.Governance.Json;

/// <summary>Reads JSON files that people write: comments and trailing commas are accepted, every value knows its place.</summary>
/// <remarks>Duplicate member names and bytes that are not UTF-8 are problems, as in I-JSON (RFC 7493). A byte order mark is skipped.</remarks>
public static class SourceDocument
{
    internal const int MaxDepth = 256;

    /// <summary>Reads one JSON text.</summary>
    /// <param name="utf8Json">The bytes of the file.</param>
    /// <param name="file">The file's name for diagnostics, or <see langword="null"/>.</param>
    /// <param name="root">The value, when there is no problem.</param>
    /// <param name="problems">What is wrong with the text as JSON, in file order; empty when it could be read.</param>
    /// <returns>Whether the text could be read without a problem.</returns>
    public static bool TryParse(ReadOnlyMemory<byte> utf8Json, string? file, [NotNullWhen(true)] out SourceNode? root, out ImmutableArray<SourceDiagnostic> problems)
    {
        root = null;
        if (utf8Json.Span.StartsWith("\uFEFF"u8))
            utf8Json = utf8Json[3..];
        SourceText text = new(utf8Json, file);
        if (!Utf8.IsValid(utf8Json.Span))
        {
            problems = [NotUtf8(text, utf8Json.Span)];
            return false;
        }

        Utf8JsonReader reader = new(utf8Json.Span, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = MaxDepth });
        SourceReader source = new(text);
        bool isComplete = false;
        try
        {
            reader.Read();
            SourceNode value = source.ReadValue(ref reader);
            isComplete = true;
            reader.Read();
            problems = [.. source.Problems];
            root = problems.IsEmpty ? value : null;
        }
        catch (JsonException e)
        {
            problems = [.. source.Problems, SyntaxProblem.Describe(text, e, utf8Json.Length, reader.CurrentDepth >= MaxDepth - 1, isComplete)];
        }

        return root is not null;
    }

    private static SourceDiagnostic NotUtf8(SourceText text, ReadOnlySpan<byte> utf8)
    {
        int offset = 0;
        while (Rune.DecodeFromUtf8(utf8[offset..], out _, out int consumed) == System.Buffers.OperationStatus.Done)
            offset += consumed;
        return new SourceDiagnostic("not_utf8", "the file holds bytes that are not UTF-8", text.File, text.LineOf(offset), text.ColumnOf(offset), "", "save the file as UTF-8");
    }
}
