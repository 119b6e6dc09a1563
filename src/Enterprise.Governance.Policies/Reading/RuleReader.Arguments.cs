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
            ArgumentTest[] tests = ReadTests(member);
            if (valid)
                paths.Add(new PathTests(new ArgumentPath(member.Name), tests));
        }

        return new ArgumentsCriterion([.. paths]);
    }

    private ArgumentTest[] ReadTests(SourceMember path)
    {
        SourceNode node = path.Value;
        string help = ArgumentOperator.Find(path.Name) is null
            ? "write an operator and a value, such as `{\"eq\": 100}`"
            : $"`{path.Name}` is an operator: write the path of an argument around it, `{{\"path\": {{\"{path.Name}\": …}}}}`";
        if (!Expect(node, JsonValueKind.Object, "the test of an argument", help))
            return [];
        if (node.Members.IsEmpty)
            Errors.Add(node.Problem("empty_tests", "the argument is not tested", "write an operator and a value, such as `{\"exists\": true}`"));
        List<ArgumentTest> tests = [];
        foreach (SourceMember member in node.Members)
        {
            if (ArgumentOperator.Find(member.Name) is not { } found)
                Errors.Add(UnknownOperator(path.Name, member));
            else if (ReadOperand(member, found.Takes) is { } operand)
                tests.Add(found.Create(found.Name, operand));
        }

        return [.. tests];
    }

    private static SourceDiagnostic UnknownOperator(string path, SourceMember member)
    {
        string name = member.Name;
        string help = OperatorHints.Find(name)
            ?? (NearestName.Find(name, ArgumentOperator.Names) is { } nearest ? $"did you mean `{nearest}`?"
            : member.Value.Kind == JsonValueKind.Object ? $"for a member of `{path}` write the path `{path}.{name}`"
            : $"operators are {string.Join(", ", ArgumentOperator.Names.Select(static known => $"`{known}`"))}");
        return member.NameProblem("unknown_operator", $"unknown operator `{name}`", help);
    }
}
