using System.Buffers;
using Enterprise.Governance.Json;

namespace Enterprise.Governance.Policies.Evaluation;

/// <summary>One evaluation: the request, and what is derived from it on first use. One owner, one thread.</summary>
internal struct EvaluationContext
{
    internal readonly PolicyRequest Request;

    private byte[]? _arguments;
    private byte[]? _tenant;
    private byte[]? _org;
    private byte[]? _user;

    internal EvaluationContext(in PolicyRequest request) => Request = request;

    /// <summary>Gets the arguments in canonical form; empty if there are none.</summary>
    /// <exception cref="ArgumentException">They are not an object in I-JSON.</exception>
    internal ReadOnlySpan<byte> Arguments => _arguments ??= Canonicalize(Request.Args.Span);

    /// <summary>Finds <c>tenant</c>, <c>org</c> or <c>user</c> as a canonical JSON string.</summary>
    internal bool TryGetScope(string reference, out ReadOnlySpan<byte> value)
    {
        byte[]? text = reference switch
        {
            "tenant" => _tenant ??= Quote(Request.Tenant),
            "org" => _org ??= Quote(Request.Org),
            _ => _user ??= Quote(Request.User),
        };
        value = text;
        return text is not null;
    }

    private static byte[]? Quote(string? text)
    {
        if (text is null)
            return null;
        ArrayBufferWriter<byte> output = new(text.Length + 2);
        CanonicalJson.WriteString(text, output);
        return output.WrittenSpan.ToArray();
    }

    private static byte[] Canonicalize(ReadOnlySpan<byte> utf8Json)
    {
        if (utf8Json.IsEmpty)
            return [];
        byte[] canonical;
        try
        {
            canonical = CanonicalJson.Canonicalize(utf8Json);
        }
        catch (CanonicalJsonException e)
        {
            // The cause is not attached: its path names members, and those may be personal data.
            throw new ArgumentException($"the arguments cannot be read: {e.Reason} (byte {e.Offset})", "request");
        }

        return canonical[0] switch
        {
            (byte)'{' => canonical,
            (byte)'n' => [],
            _ => throw new ArgumentException("the arguments cannot be read: they must be a JSON object", "request"),
        };
    }
}
