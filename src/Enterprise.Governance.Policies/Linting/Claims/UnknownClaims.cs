using Enterprise.Governance.Policies.Arguments;
using Enterprise.Governance.Policies.Conditions;
using Enterprise.Governance.Policies.Linting.Formulas;
using Enterprise.Governance.Policies.Linting.Solving;

namespace Enterprise.Governance.Policies.Linting.Claims;

/// <summary><c>unknown_prone</c>: a rule that fails closed counts for a request only because an argument, or what a reference leads to, is absent; no argument has a wrong type.</summary>
internal static class UnknownClaims
{
    internal static IEnumerable<PolicyLintFinding> Of(LintedRule linted, RuleFormulas formulas)
    {
        PolicyRule rule = linted.Rule;
        (ArgumentPath Path, ArgumentTest Test)[] tests = [.. ConditionWalk.Criteria(rule.Condition).OfType<ArgumentsCriterion>().SelectMany(ConditionWalk.Tests).Where(static item => item.Test is not ExistsTest)];
        if (tests.Length == 0 || !rule.Effect.FailsClosed || linted.Witness is null)
            yield break;
        Verdict verdict = linted.Solver.Solve(new Conjunction([formulas.Of(rule, Truths.Unknown), .. tests.Select(IsKnownOrAbsent)]), out Model? model);
        linted.Note("unknown_prone", verdict);
        if (verdict != Verdict.Satisfiable)
            yield break;
        string[] absent = [.. tests.Where(item => model!.Satisfies([new ArgumentLiteral(item.Path, item.Test, Truths.Unknown)])).Select(item => Absent(item.Path, item.Test, model!)).Distinct()];
        string does = rule.Effect.Outcome == PolicyEffect.Deny ? "denies" : "requires approval";
        yield return new PolicyLintFinding(rule, "unknown_prone", PolicyLintSeverity.Warning,
            $"`{rule.PolicyId}` also {does} where {Names.Quote(absent)} {(absent.Length == 1 ? "is" : "are")} absent: its condition is then unknown, and it fails closed",
            "where that is not meant, write `\"exists\": true` beside the test")
        {
            Example = linted.Example(model),
        };
    }

    private static Disjunction IsKnownOrAbsent((ArgumentPath Path, ArgumentTest Test) item)
    {
        Formula[] plain = [new ArgumentLiteral(item.Path, item.Test, Truths.Known), ArgumentLiteral.Presence(item.Path, present: false)];
        return new Disjunction(item.Test.Operand.Reference is null ? plain : [.. plain, References.Presence(item.Test.Operand, present: false)]);
    }

    private static string Absent(ArgumentPath path, ArgumentTest test, Model model) =>
        model.Satisfies([ArgumentLiteral.Presence(path, present: false)]) ? $"args.{path.Text}" : test.Operand.Reference!;
}
