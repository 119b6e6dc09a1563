namespace Enterprise.Governance.Policies.Conditions;

/// <summary>Kleene's three values, ordered so that AND is the minimum and OR the maximum.</summary>
internal enum Truth : byte
{
    False = 0,
    Unknown = 1,
    True = 2,
}
