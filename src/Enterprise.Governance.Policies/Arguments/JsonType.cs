namespace Enterprise.Governance.Policies.Arguments;

/// <summary>The six types of JSON; <c>true</c> and <c>false</c> share one. Flags, so that a list can say which types it holds.</summary>
[Flags]
internal enum JsonType : byte
{
    None = 0,
    Null = 1,
    Boolean = 2,
    Number = 4,
    Text = 8,
    Array = 16,
    Object = 32,
    Any = Null | Boolean | Number | Text | Array | Object,
}
