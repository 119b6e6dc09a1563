using System.Text.Json;
using Enterprise.Governance.Json;
using Enterprise.Governance.Policies.Arguments;

namespace Enterprise.Governance.Policies.Reading;

internal sealed partial class RuleReader
{
    private static readonly string[] s_operators =
    [
        "eq", "ne", "gt", "ge", "lt", "le", "in", "not_in", "like", "exists", "contains", "contains_any", "contains_all", "count_gt", "count_lt",
    ];

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
            if (!s_operators.Contains(member.Name, StringComparer.Ordinal))
                Errors.Add(UnknownOperator(member));
            else if (ReadTest(member) is { } test)
                tests.Add(test);
        }

        return [.. tests];
    }

    private ArgumentTest? ReadTest(SourceMember member)
    {
        string name = member.Name;
        if (name == "exists")
        {
            return ReadBoolean(member.Value, "`exists`") is { } expected
                ? new ExistsTest(name, Operand.Literal(expected ? "true"u8.ToArray() : "false"u8.ToArray()), expected)
                : null;
        }

        if (ReadOperand(member) is not { } operand)
            return null;
        return name switch
        {
            "eq" => new EqualityTest(name, operand, negate: false),
            "ne" => new EqualityTest(name, operand, negate: true),
            "gt" => new OrderTest(name, operand, OrderOperator.Greater, ofCount: false),
            "ge" => new OrderTest(name, operand, OrderOperator.GreaterOrEqual, ofCount: false),
            "lt" => new OrderTest(name, operand, OrderOperator.Less, ofCount: false),
            "le" => new OrderTest(name, operand, OrderOperator.LessOrEqual, ofCount: false),
            "in" => new MembershipTest(name, operand, negate: false),
            "not_in" => new MembershipTest(name, operand, negate: true),
            "like" => new LikeTest(name, operand),
            "contains" => new ContainsTest(name, operand),
            "contains_any" => new ContainsListTest(name, operand, all: false),
            "contains_all" => new ContainsListTest(name, operand, all: true),
            "count_gt" => new OrderTest(name, operand, OrderOperator.Greater, ofCount: true),
            _ => new OrderTest(name, operand, OrderOperator.Less, ofCount: true),
        };
    }

    private static SourceDiagnostic UnknownOperator(SourceMember member)
    {
        string help = NearestName.Find(member.Name, s_operators) is { } nearest
            ? $"did you mean `{nearest}`?"
            : $"operators are {string.Join(", ", s_operators.Select(static name => $"`{name}`"))}";
        return member.NameProblem("unknown_operator", $"unknown operator `{member.Name}`", help);
    }
}
