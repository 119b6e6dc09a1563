using Enterprise.Governance.Policies.Conditions;
using Enterprise.Governance.Policies.Evaluation;
using Enterprise.Governance.Policies.Linting.Texts;

namespace Enterprise.Governance.Policies.Linting.Formulas;

/// <summary>The request has the subject and a pattern matches it, or not so.</summary>
internal sealed class SubjectLiteral(Subject subject, TextPattern pattern, bool positive) : Literal
{
    internal Subject Subject => subject;

    internal TextPattern Pattern => pattern;

    internal bool IsPositive => positive;

    /// <summary>Says that the request has the subject, or that it has none.</summary>
    internal static SubjectLiteral Presence(Subject subject, bool present) => new(subject, TextPattern.Wildcard("*"), present);

    internal override bool Holds(ref EvaluationContext context) => (subject.Of(in context.Request) is { } text && pattern.IsMatch(text)) == positive;
}
