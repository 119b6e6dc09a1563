using Enterprise.Governance.Policies.Arguments;
using Enterprise.Governance.Policies.Conditions;
using Enterprise.Governance.Policies.Evaluation;
using Enterprise.Governance.Policies.Linting.Values;

namespace Enterprise.Governance.Policies.Linting.Formulas;

/// <summary>The test of an argument comes out as one of some truth values.</summary>
internal sealed class ArgumentLiteral(ArgumentPath path, ArgumentTest test, Truths allowed) : Literal
{
    internal ArgumentPath Path => path;

    internal ArgumentTest Test => test;

    /// <summary>Gets what the operand refers to; <see langword="null"/> if it stands in the rule.</summary>
    internal string? Reference => test.Operand.Reference;

    internal Truths Allowed => allowed;

    /// <summary>Says that the path leads to a value, or nowhere.</summary>
    internal static ArgumentLiteral Presence(ArgumentPath path, bool present) => new(path, ArgumentTests.Make("exists", present ? "true" : "false"), Truths.True);

    internal override bool Holds(ref EvaluationContext context)
    {
        Truth truth = context.TryFind(path, out ReadOnlySpan<byte> value) ? test.Evaluate(ref context, value) : test.EvaluateAbsent();
        return allowed.Allows(truth);
    }
}
