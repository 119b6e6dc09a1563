using Enterprise.Governance.Policies.Conditions;
using Enterprise.Governance.Policies.Evaluation;
using Enterprise.Governance.Policies.Matching;

namespace Enterprise.Governance.Policies.Arguments;

/// <summary><c>like</c>: a string against a wildcard. Both are matched as UTF-8, which gives what characters would give.</summary>
internal sealed class LikeTest : ArgumentTest
{
    private readonly Wildcard<byte>? _prepared;

    internal LikeTest(string name, Operand operand)
        : base(name, operand)
    {
        if (operand.TryGetLiteral(out ReadOnlySpan<byte> literal))
            _prepared = Compile(literal);
    }

    internal override Truth Evaluate(ref EvaluationContext context, ReadOnlySpan<byte> value)
    {
        if (CanonicalText.TypeOf(value) != JsonType.Text)
            return Truth.Unknown;
        Wildcard<byte>? wildcard = _prepared;
        if (wildcard is null)
        {
            if (!Operand.TryResolve(ref context, out ReadOnlySpan<byte> pattern) || CanonicalText.TypeOf(pattern) != JsonType.Text)
                return Truth.Unknown;
            wildcard = Compile(pattern);
        }

        return wildcard.IsMatch(CanonicalText.ContentOf(value)).ToTruth();
    }

    private static Wildcard<byte> Compile(ReadOnlySpan<byte> text) => new(CanonicalText.ContentOf(text), (byte)'*');
}
