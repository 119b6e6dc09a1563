using System.Buffers;
using System.Text;
using Enterprise.Governance.Json;

namespace Enterprise.Governance.Policies.Explanation;

/// <summary>Canonical JSON as text.</summary>
internal static class JsonText
{
    internal static string Of(ReadOnlySpan<byte> canonical) => Encoding.UTF8.GetString(canonical);

    /// <summary>Returns the text as a JSON string; nothing for none.</summary>
    internal static string? OfText(string? text)
    {
        if (text is null)
            return null;
        ArrayBufferWriter<byte> output = new();
        CanonicalJson.WriteString(text, output);
        return Of(output.WrittenSpan);
    }

    internal static string OfList(ReadOnlySpan<string> texts) => $"[{string.Join(',', texts.ToArray().Select(OfText))}]";
}
