using System.Text.Json;
using Enterprise.Governance.Json;
using Enterprise.Governance.Policies.Arguments;

namespace Enterprise.Governance.Policies.Reading;

internal sealed partial class RuleReader
{
    private ArgumentsCriterion? ReadArguments(SourceNode node)
    {
        if (!Expect(node, JsonValueKind.Object, "`args`", "write `{\"path\": {\"eq\": …}}`"))
            return null;
        if (node.Members.IsEmpty)
            Errors.Add(node.Problem("empty_tests", "`args` tests nothing", "name an argument, or remove `args`"));
        List<PathTests> paths = [];
        foreach (SourceMember member in node.Members)
        {
            bool valid = ArgumentPath.IsValid(member.Name);
            if (!valid)
                Errors.Add(member.NameProblem("invalid_path", $"`{member.Name}` is no path: a name is empty", "write names separated by single dots, such as `order.total`"));
            ArgumentTest[] tests = ReadTests(member.Value);
            if (valid)
                paths.Add(new PathTests(new ArgumentPath(member.Name), tests));
        }

        return new ArgumentsCriterion([.. paths]);
    }

    private ArgumentTest[] ReadTests(SourceNode node)
    {
        if (!Expect(node, JsonValueKind.Object, "the test of an argument", "write an operator and a value, such as `{\"eq\": 100}`"))
            return [];
        if (node.Members.IsEmpty)
            Errors.Add(node.Problem("empty_tests", "the argument is not tested", "write an operator and a value, such as `{\"exists\": true}`"));
        List<ArgumentTest> tests = [];
        foreach (SourceMember member in node.Members)
        {
            if (ArgumentOperator.Find(member.Name) is not { } found)
                Errors.Add(UnknownOperator(member));
            else if (ReadOperand(member, found.Takes) is { } operand)
                tests.Add(found.Create(found.Name, operand));
        }

        return [.. tests];
    }

    private static SourceDiagnostic UnknownOperator(SourceMember member)
    {
        string help = NearestName.Find(member.Name, ArgumentOperator.Names) is { } nearest
            ? $"did you mean `{nearest}`?"
            : $"operators are {string.Join(", ", ArgumentOperator.Names.Select(static name => $"`{name}`"))}";
        return member.NameProblem("unknown_operator", $"unknown operator `{member.Name}`", help);
    }
}
