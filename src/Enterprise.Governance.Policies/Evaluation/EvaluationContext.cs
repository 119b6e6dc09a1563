using System.Buffers;
using Enterprise.Governance.Json;
using Enterprise.Governance.Policies.Arguments;

namespace Enterprise.Governance.Policies.Evaluation;

/// <summary>One evaluation: the request, and what is derived from it on first use. On the stack of one thread.</summary>
internal ref struct EvaluationContext
{
    internal readonly ref readonly PolicyRequest Request;

    private ReadOnlySpan<byte> _arguments, _value;
    private bool _hasArguments;

    // The path that was looked up last, and what stands there: rules for one action mostly ask for the same.
    private string? _path;
    private bool _exists, _hasNumber;
    private double _number;
    private ArrayBufferWriter<byte>? _scratch;

    internal EvaluationContext(ref readonly PolicyRequest request) => Request = ref request;

    /// <summary>Gets whether anything has asked for the arguments.</summary>
    internal readonly bool HasReadArguments => _hasArguments;

    /// <summary>Gets the arguments in canonical form; empty if there are none.</summary>
    /// <exception cref="ArgumentException">They are not an object in I-JSON.</exception>
    internal ReadOnlySpan<byte> Arguments
    {
        get
        {
            if (!_hasArguments)
            {
                _arguments = Canonicalize(Request.Args.Span);
                _hasArguments = true;
            }

            return _arguments;
        }
    }

    /// <summary>Finds what stands at a path of the arguments.</summary>
    internal bool TryFind(ArgumentPath path, out ReadOnlySpan<byte> value)
    {
        if (!string.Equals(path.Text, _path))
        {
            (_path, _hasNumber) = (path.Text, false);
            _exists = path.TryFind(Arguments, out _value);
        }

        value = _value;
        return _exists;
    }

    /// <summary>Reads a value that is a number.</summary>
    internal double NumberOf(ReadOnlySpan<byte> value)
    {
        if (value != _value)
            return CanonicalText.NumberOf(value);
        if (!_hasNumber)
            (_number, _hasNumber) = (CanonicalText.NumberOf(value), true);
        return _number;
    }

    /// <summary>Finds <c>tenant</c>, <c>org</c> or <c>user</c> as a canonical JSON string.</summary>
    internal bool TryGetScope(string reference, out ReadOnlySpan<byte> value)
    {
        value = Quote(reference switch
        {
            "tenant" => Request.Tenant,
            "org" => Request.Org,
            _ => Request.User,
        });
        return !value.IsEmpty;
    }

    private ReadOnlySpan<byte> Quote(string? text)
    {
        if (text is null)
            return [];
        (ArrayBufferWriter<byte> scratch, int from) = Use();
        CanonicalJson.WriteString(text, scratch);
        return scratch.WrittenSpan[from..];
    }

    private ReadOnlySpan<byte> Canonicalize(ReadOnlySpan<byte> utf8Json)
    {
        if (utf8Json.IsEmpty)
            return [];
        (ArrayBufferWriter<byte> scratch, int from) = Use();
        try
        {
            CanonicalJson.Canonicalize(utf8Json, scratch);
        }
        catch (CanonicalJsonException e)
        {
            // The cause is not attached: its path names members, and those may be personal data.
            throw new ArgumentException($"the arguments cannot be read: {e.Reason} (byte {e.Offset})", "request");
        }

        ReadOnlySpan<byte> canonical = scratch.WrittenSpan[from..];
        return canonical[0] switch
        {
            (byte)'{' => canonical,
            (byte)'n' => [],
            _ => throw new ArgumentException("the arguments cannot be read: they must be a JSON object", "request"),
        };
    }

    private (ArrayBufferWriter<byte> Scratch, int From) Use()
    {
        _scratch ??= Scratch.Begin();
        return (_scratch, _scratch.WrittenCount);
    }
}
