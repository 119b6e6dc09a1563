using System.Buffers;

namespace Enterprise.Governance.Json.Canonicalization;

/// <summary>
/// One pass over the input: parses, checks and writes the canonical text; an object whose members came out of order is
/// rearranged when it closes. Iterative, so that nesting costs no stack. One use, one owner; pooled buffers.
/// </summary>
internal ref partial struct CanonicalWriter
{
    private readonly CanonicalJsonOptions _options;
    private readonly byte[]? _reserved;
    private ReadOnlySpan<byte> _input;
    private int _position;

    // INVARIANT: has room for the rest of the input. Only a number may be longer than its token.
    private byte[] _output;
    private int _length;
    private byte[] _scratch;

    // Unescaped names of members whose canonical form has escapes; sorting looks at these.
    private byte[] _names;
    private int _namesLength;

    private Frame[] _frames;
    private int _depth;
    private Member[] _members;
    private int _memberCount;

    internal CanonicalWriter(CanonicalJsonOptions options)
    {
        _options = options;
        _reserved = options.ReservedUtf8;
        _output = _scratch = _names = [];
        _frames = [];
        _members = [];
    }

    public readonly void Dispose()
    {
        Return(_output);
        Return(_scratch);
        Return(_names);
        Return(_frames);
        Return(_members);

        static void Return<T>(T[] buffer)
        {
            if (buffer.Length > 0)
                ArrayPool<T>.Shared.Return(buffer);
        }
    }

    /// <summary>Returns the canonical text; the span lives until the writer is disposed.</summary>
    internal ReadOnlySpan<byte> Run(ReadOnlySpan<byte> input)
    {
        _input = input;
        if (input.StartsWith("\uFEFF"u8))
            throw Refuse(CanonicalJsonError.Syntax, "a byte order mark stands before the JSON text", 0);
        _frames = ArrayPool<Frame>.Shared.Rent(16);
        _members = ArrayPool<Member>.Shared.Rent(32);
        _output = ArrayPool<byte>.Shared.Rent(Math.Max(256, input.Length + (input.Length >> 3)));
        ReadValue();
        while (_depth > 0)
            Continue();
        SkipWhiteSpace();
        if (_position < _input.Length)
            throw Refuse(CanonicalJsonError.Syntax, "there is text after the JSON value", _position);
        return _output.AsSpan(0, _length);
    }

    /// <summary>Reads what follows a value inside the innermost array or object: a comma and the next element, or its end.</summary>
    private void Continue()
    {
        ref Frame frame = ref _frames[_depth - 1];
        byte next = PeekToken();
        byte close = frame.IsObject ? (byte)'}' : (byte)']';
        if (next == close && !frame.ExpectsFirst)
        {
            _position++;
            Close(ref frame);
            return;
        }

        if (frame.ExpectsFirst)
        {
            frame.ExpectsFirst = false;
            if (next == close)
            {
                _position++;
                Close(ref frame);
                return;
            }
        }
        else
        {
            if (next != (byte)',')
                throw Unexpected(frame.IsObject ? "a comma or a closing brace was expected" : "a comma or a closing bracket was expected");
            _position++;
            if (frame.IsObject)
                _members[_memberCount - 1].End = _length;
            frame.Index++;
            Append((byte)',');
        }

        if (frame.IsObject)
            ReadName(ref frame);
        ReadValue();
    }

    private void ReadValue()
    {
        byte first = PeekToken();
        switch (first)
        {
            case (byte)'{':
            case (byte)'[':
                Open(first == (byte)'{');
                break;
            case (byte)'"':
                ReadString();
                break;
            case (byte)'t':
                ReadLiteral("true"u8);
                break;
            case (byte)'f':
                ReadLiteral("false"u8);
                break;
            case (byte)'n':
                ReadLiteral("null"u8);
                break;
            case (byte)'-' or (>= (byte)'0' and <= (byte)'9'):
                ReadNumber();
                break;
            default:
                throw Unexpected("a JSON value was expected");
        }
    }

    private void Open(bool isObject)
    {
        if (_depth >= _options.MaxDepth)
            throw Refuse(CanonicalJsonError.TooDeep, $"arrays and objects are nested deeper than {_options.MaxDepth}", _position);
        if (_depth == _frames.Length)
            Grow(ref _frames, _depth);
        _frames[_depth++] = new Frame { IsObject = isObject, ExpectsFirst = true, Sorted = true, OutputStart = _length, MembersStart = _memberCount, NamesStart = _namesLength };
        _position++;
        Append(isObject ? (byte)'{' : (byte)'[');
    }

    private void Close(ref Frame frame)
    {
        if (frame.IsObject)
        {
            if (_memberCount > frame.MembersStart)
                _members[_memberCount - 1].End = _length;
            if (!frame.Sorted)
                Rearrange(ref frame);
            _memberCount = frame.MembersStart;
            _namesLength = frame.NamesStart;
        }

        Append(frame.IsObject ? (byte)'}' : (byte)']');
        _depth--;
    }

    private void ReadLiteral(ReadOnlySpan<byte> literal)
    {
        if (!_input[_position..].StartsWith(literal))
            throw Unexpected("a JSON value was expected");
        _position += literal.Length;
        literal.CopyTo(_output.AsSpan(_length));
        _length += literal.Length;
    }

    /// <summary>Skips white space and returns the byte there, without consuming it.</summary>
    private byte PeekToken()
    {
        if ((uint)_position < (uint)_input.Length && _input[_position] > (byte)' ')
            return _input[_position];
        SkipWhiteSpace();
        return _position < _input.Length ? _input[_position] : throw Unexpected("");
    }

    private void SkipWhiteSpace()
    {
        while (_position < _input.Length && _input[_position] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
            _position++;
    }

    private void Append(byte value) => _output[_length++] = value;

    /// <summary>Returns free space at the end of the output for what is longer than its token; the caller adds to <see cref="_length"/> what it used.</summary>
    private Span<byte> Reserve(int count)
    {
        int more = checked(count + _input.Length - _position);
        if (_output.Length - _length < more)
            Grow(ref _output, _length, more);
        return _output.AsSpan(_length);
    }

    private static void Grow<T>(ref T[] buffer, int used, int more = 1)
    {
        T[] larger = ArrayPool<T>.Shared.Rent(Math.Max(checked(used + more), (int)Math.Min((long)buffer.Length * 2, Array.MaxLength)));
        buffer.AsSpan(0, used).CopyTo(larger);
        if (buffer.Length > 0)
            ArrayPool<T>.Shared.Return(buffer);
        buffer = larger;
    }

    private struct Frame
    {
        internal bool IsObject;
        internal bool ExpectsFirst;
        internal bool Sorted;
        internal int Index;
        internal int OutputStart;
        internal int MembersStart;
        internal int NamesStart;
    }

    /// <summary>A member of an open object: where its text stands in the output and where its name can be compared.</summary>
    private struct Member
    {
        internal int Start;
        internal int End;
        internal int NameStart;
        internal int NameLength;
        internal bool NameIsUnescapedCopy;
        internal int InputOffset;

        // The first bytes of the name, the first of all highest; zeros behind a shorter one.
        internal ulong Beginning;
    }
}
