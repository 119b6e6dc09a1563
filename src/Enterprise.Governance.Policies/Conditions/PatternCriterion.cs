using System.Text.Json;
using Enterprise.Governance.Policies.Evaluation;
using Enterprise.Governance.Policies.Matching;

namespace Enterprise.Governance.Policies.Conditions;

/// <summary><c>action</c>, <c>tool</c>, <c>tenant</c>, <c>org</c> or <c>user</c> against a wildcard; an absent subject makes it false.</summary>
internal sealed class PatternCriterion(Subject subject, string pattern) : Criterion
{
    private readonly Wildcard<char> _wildcard = new(pattern, '*');

    internal override int Cost => _wildcard.IsLiteral ? 1 : 2;

    internal override Truth Evaluate(ref EvaluationContext context) =>
        (subject.Of(in context.Request) is { } text && _wildcard.IsMatch(text)).ToTruth();

    internal override IReadOnlyCollection<string>? RequiredActions() =>
        subject == Subject.Action && _wildcard.IsLiteral ? [pattern] : null;

    internal override void WriteTo(Utf8JsonWriter writer) => writer.WriteString(subject.ToKey(), pattern);
}
