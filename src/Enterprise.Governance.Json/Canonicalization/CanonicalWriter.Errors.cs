using System.Globalization;
using System.Text;

namespace Enterprise.Governance.Json.Canonicalization;

internal ref partial struct CanonicalWriter
{
    private const int MaxPathLength = 1000;

    private readonly CanonicalJsonException Unexpected(string expectation) => _position < _input.Length
        ? Refuse(CanonicalJsonError.Syntax, expectation, _position)
        : Refuse(CanonicalJsonError.Syntax, _input.IsEmpty ? "the text is empty" : "the text ends in the middle of a value", _position);

    private readonly CanonicalJsonException Refuse(CanonicalJsonError error, string reason, int offset, Member? named = null)
    {
        ReadOnlySpan<byte> before = _input[..offset];
        int line = before.Count((byte)'\n') + 1;
        int column = offset - (before.LastIndexOf((byte)'\n') + 1) + 1;
        return new CanonicalJsonException(error, reason, Path(named), offset, line, column);
    }

    /// <summary>Returns the JSON path of the value being read; names are written as they stand in the output.</summary>
    private readonly string Path(Member? named)
    {
        StringBuilder path = new("$");
        for (int i = 0; i < _depth && path.Length < MaxPathLength; i++)
        {
            ref readonly Frame frame = ref _frames[i];
            if (!frame.IsObject)
            {
                if (!frame.ExpectsFirst)
                    path.Append(CultureInfo.InvariantCulture, $"[{frame.Index}]");
                continue;
            }

            // The member being read is the last one that belongs to this frame: just below the next object's first.
            int end = _memberCount;
            for (int j = i + 1; j < _depth; j++)
            {
                if (_frames[j].IsObject)
                {
                    end = _frames[j].MembersStart;
                    break;
                }
            }

            if (i == _depth - 1 && named is { } member)
                AppendName(path, NameOf(member));
            else if (end > frame.MembersStart)
                AppendName(path, NameOf(_members[end - 1]));
        }

        return path.Length > MaxPathLength ? path.ToString(0, MaxPathLength) + "…" : path.ToString();
    }

    private static void AppendName(StringBuilder path, ReadOnlySpan<byte> utf8)
    {
        string name = Encoding.UTF8.GetString(utf8);
        bool plain = name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_');
        if (plain)
        {
            path.Append('.').Append(name);
            return;
        }

        System.Buffers.ArrayBufferWriter<byte> quoted = new();
        CanonicalString.Write(name, quoted);
        path.Append('[').Append(Encoding.UTF8.GetString(quoted.WrittenSpan)).Append(']');
    }
}
