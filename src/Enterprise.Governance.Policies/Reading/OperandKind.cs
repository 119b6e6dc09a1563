namespace Enterprise.Governance.Policies.Reading;

/// <summary>What an operator takes; all but a boolean may come from a reference.</summary>
internal enum OperandKind
{
    Any,
    Number,
    Count,
    Text,
    List,
    Boolean,
}
