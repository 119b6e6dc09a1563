using System.Text.Json;
using Enterprise.Governance.Policies.Evaluation;
using Enterprise.Governance.Policies.Explanation;

namespace Enterprise.Governance.Policies.Arguments;

/// <summary>What an operator compares with: a value written in the rule, or a reference to something of the request.</summary>
internal sealed class Operand
{
    private readonly byte[]? _literal;
    private readonly string? _reference;
    private readonly ArgumentPath? _path;

    private Operand(byte[]? literal, string? reference, ArgumentPath? path)
    {
        _literal = literal;
        _reference = reference;
        _path = path;
    }

    /// <summary>Gets what a reference names, <c>user</c> or <c>args.path</c>; <see langword="null"/> for a value in the rule.</summary>
    internal string? Reference => _reference;

    /// <summary>Gets the path of a reference to an argument.</summary>
    internal ArgumentPath? Path => _path;

    internal static Operand Literal(byte[] canonical) => new(canonical, null, null);

    /// <summary>Makes an operand of <c>user</c>, <c>tenant</c> or <c>org</c>.</summary>
    internal static Operand OfScope(string reference) => new(null, reference, null);

    internal static Operand OfArgument(ArgumentPath path) => new(null, "args." + path.Text, path);

    /// <summary>Tells whether the value stands in the rule, so that it can be prepared once.</summary>
    internal bool TryGetLiteral(out ReadOnlySpan<byte> canonical)
    {
        canonical = _literal;
        return _literal is not null;
    }

    /// <summary>Finds the value for one request, in canonical form.</summary>
    /// <returns><see langword="false"/> if the reference leads nowhere.</returns>
    internal bool TryResolve(ref EvaluationContext context, out ReadOnlySpan<byte> value)
    {
        if (_literal is not null)
        {
            value = _literal;
            return true;
        }

        return _path is not null ? _path.TryFind(context.Arguments, out value) : context.TryGetScope(_reference!, out value);
    }

    /// <summary>Returns it as it stands in the normal form.</summary>
    internal string ToJson() => _literal is not null ? JsonText.Of(_literal) : $"{{\"ref\":{JsonText.OfText(_reference)}}}";

    internal void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteRawValue(ToJson(), skipInputValidation: true);
    }
}
