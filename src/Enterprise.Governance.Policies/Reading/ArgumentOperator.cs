using Enterprise.Governance.Policies.Arguments;

namespace Enterprise.Governance.Policies.Reading;

/// <summary>One operator of <c>args</c>: its name, what it takes, and the test that it makes.</summary>
internal sealed record ArgumentOperator(string Name, OperandKind Takes, Func<string, Operand, ArgumentTest> Create)
{
    internal static readonly ArgumentOperator[] All =
    [
        new("eq", OperandKind.Any, static (name, operand) => new EqualityTest(name, operand, negate: false)),
        new("ne", OperandKind.Any, static (name, operand) => new EqualityTest(name, operand, negate: true)),
        new("gt", OperandKind.Number, static (name, operand) => new OrderTest(name, operand, OrderOperator.Greater, ofCount: false)),
        new("ge", OperandKind.Number, static (name, operand) => new OrderTest(name, operand, OrderOperator.GreaterOrEqual, ofCount: false)),
        new("lt", OperandKind.Number, static (name, operand) => new OrderTest(name, operand, OrderOperator.Less, ofCount: false)),
        new("le", OperandKind.Number, static (name, operand) => new OrderTest(name, operand, OrderOperator.LessOrEqual, ofCount: false)),
        new("in", OperandKind.List, static (name, operand) => new MembershipTest(name, operand, negate: false)),
        new("not_in", OperandKind.List, static (name, operand) => new MembershipTest(name, operand, negate: true)),
        new("like", OperandKind.Text, static (name, operand) => new LikeTest(name, operand)),
        new("exists", OperandKind.Boolean, static (name, operand) => new ExistsTest(name, operand, expected: operand.TryGetLiteral(out ReadOnlySpan<byte> literal) && literal.SequenceEqual("true"u8))),
        new("contains", OperandKind.Any, static (name, operand) => new ContainsTest(name, operand)),
        new("contains_any", OperandKind.List, static (name, operand) => new ContainsListTest(name, operand, all: false)),
        new("contains_all", OperandKind.List, static (name, operand) => new ContainsListTest(name, operand, all: true)),
        new("count_gt", OperandKind.Count, static (name, operand) => new OrderTest(name, operand, OrderOperator.Greater, ofCount: true)),
        new("count_lt", OperandKind.Count, static (name, operand) => new OrderTest(name, operand, OrderOperator.Less, ofCount: true)),
    ];

    internal static readonly string[] Names = [.. All.Select(static candidate => candidate.Name)];

    internal static ArgumentOperator? Find(string name) => Array.Find(All, candidate => candidate.Name == name);
}
