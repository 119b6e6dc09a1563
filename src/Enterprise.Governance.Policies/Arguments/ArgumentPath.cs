using System.Buffers;
using Enterprise.Governance.Json;

namespace Enterprise.Governance.Policies.Arguments;

/// <summary>A dotted path below the arguments. A dot always separates; the way leads through objects only.</summary>
internal sealed class ArgumentPath
{
    private readonly byte[][] _quotedNames;

    internal ArgumentPath(string text)
    {
        Text = text;
        _quotedNames = [.. text.Split('.').Select(Quote)];
    }

    internal string Text { get; }

    /// <summary>Tells whether every name between dots has at least one character.</summary>
    internal static bool IsValid(string text) => text.Length > 0 && !text.Split('.').Contains("");

    internal bool TryFind(ReadOnlySpan<byte> arguments, out ReadOnlySpan<byte> value)
    {
        value = arguments;
        if (arguments.IsEmpty)
            return false;
        foreach (byte[] name in _quotedNames)
        {
            if (CanonicalText.TypeOf(value) != JsonType.Object || !CanonicalText.TryGetMember(value, name, out value))
                return false;
        }

        return true;
    }

    private static byte[] Quote(string name)
    {
        ArrayBufferWriter<byte> output = new(name.Length + 2);
        CanonicalJson.WriteString(name, output);
        return output.WrittenSpan.ToArray();
    }
}
