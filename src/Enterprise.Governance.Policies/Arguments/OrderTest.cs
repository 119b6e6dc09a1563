using Enterprise.Governance.Policies.Conditions;
using Enterprise.Governance.Policies.Evaluation;

namespace Enterprise.Governance.Policies.Arguments;

/// <summary><c>gt ge lt le</c> on numbers, and <c>count_gt count_lt</c> on the length of arrays.</summary>
internal sealed class OrderTest : ArgumentTest
{
    private readonly OrderOperator _operator;
    private readonly JsonType _valueType;
    private readonly double? _prepared;

    internal OrderTest(string name, Operand operand, OrderOperator order, bool ofCount)
        : base(name, operand)
    {
        _operator = order;
        _valueType = ofCount ? JsonType.Array : JsonType.Number;
        if (operand.TryGetLiteral(out ReadOnlySpan<byte> literal))
            _prepared = CanonicalText.NumberOf(literal);
    }

    internal override Truth Evaluate(ref EvaluationContext context, ReadOnlySpan<byte> value)
    {
        if (CanonicalText.TypeOf(value) != _valueType || !TryGetBound(ref context, out double bound))
            return Truth.Unknown;
        double number = _valueType == JsonType.Array ? Count(value) : context.NumberOf(value);
        return (_operator switch
        {
            OrderOperator.Greater => number > bound,
            OrderOperator.GreaterOrEqual => number >= bound,
            OrderOperator.Less => number < bound,
            _ => number <= bound,
        }).ToTruth();
    }

    private static int Count(ReadOnlySpan<byte> array)
    {
        int count = 0;
        foreach (ReadOnlySpan<byte> _ in new ElementEnumerator(array))
            count++;
        return count;
    }

    private bool TryGetBound(ref EvaluationContext context, out double bound)
    {
        bound = _prepared ?? 0;
        if (_prepared is not null)
            return true;
        if (!Operand.TryResolve(ref context, out ReadOnlySpan<byte> other) || CanonicalText.TypeOf(other) != JsonType.Number)
            return false;
        bound = CanonicalText.NumberOf(other);
        return true;
    }
}
