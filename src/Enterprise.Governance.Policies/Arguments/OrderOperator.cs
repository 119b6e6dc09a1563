namespace Enterprise.Governance.Policies.Arguments;

internal enum OrderOperator
{
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}
