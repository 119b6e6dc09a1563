using System.Text;
using Microsoft.Extensions.AI;

namespace Enterprise.Governance.Gemini;

/// <summary>The API counts bytes of UTF-8, Microsoft.Extensions.AI counts UTF-16 characters.</summary>
internal sealed class Utf8Offsets(string text)
{
    private readonly byte[] _bytes = Encoding.UTF8.GetBytes(text);

    /// <summary>Returns the region of the text; <see langword="null"/> if it lies outside, cuts a character, or is not the text that the API says it is.</summary>
    internal TextSpanAnnotatedRegion? Region(int start, int? end, string? expected)
    {
        if (end is not { } stop || start < 0 || stop < start || stop > _bytes.Length || Cuts(start) || Cuts(stop))
            return null;
        int from = Encoding.UTF8.GetCharCount(_bytes, 0, start), to = Encoding.UTF8.GetCharCount(_bytes, 0, stop);
        return expected is null || text.AsSpan(from, to - from).SequenceEqual(expected) ? new TextSpanAnnotatedRegion { StartIndex = from, EndIndex = to } : null;
    }

    private bool Cuts(int offset) => offset < _bytes.Length && (_bytes[offset] & 0xC0) == 0x80;
}
