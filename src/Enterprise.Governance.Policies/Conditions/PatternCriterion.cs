using System.Text.Json;
using Enterprise.Governance.Policies.Evaluation;
using Enterprise.Governance.Policies.Explanation;
using Enterprise.Governance.Policies.Matching;

namespace Enterprise.Governance.Policies.Conditions;

/// <summary><c>action</c>, <c>tool</c>, <c>tenant</c>, <c>org</c> or <c>user</c> against a wildcard; an absent subject makes it false.</summary>
internal sealed class PatternCriterion(Subject subject, string pattern) : Criterion
{
    private readonly Wildcard<char> _wildcard = new(pattern, '*');

    internal Subject Subject => subject;

    internal string Pattern => pattern;

    internal bool IsLiteral => _wildcard.IsLiteral;

    /// <summary>Gets whether every request matches: all have an action.</summary>
    internal bool Always => subject == Subject.Action && pattern.AsSpan().Trim('*').IsEmpty;

    internal bool IsMatch(string text) => _wildcard.IsMatch(text);

    internal override int Cost => IsLiteral ? 1 : 2;

    internal override Truth Evaluate(ref EvaluationContext context) =>
        (subject.Of(in context.Request) is { } text && _wildcard.IsMatch(text)).ToTruth();

    internal override IEnumerable<AccessKey[]> AccessPaths() =>
        IsLiteral ? [[new AccessKey(subject.ToAccessKind(), pattern)]]
        : subject == Subject.Action && !Always ? [[new AccessKey(AccessKind.ActionPattern, pattern)]]
        : [];

    internal override IEnumerable<CriterionExplanation> Explain(ref EvaluationContext context) =>
        [new CriterionExplanation(subject.ToKey(), (PolicyTruth)Evaluate(ref context)) { Operand = JsonText.OfText(pattern), Value = JsonText.OfText(subject.Of(in context.Request)) }];

    internal override void WriteTo(Utf8JsonWriter writer) => writer.WriteString(subject.ToKey(), pattern);
}
