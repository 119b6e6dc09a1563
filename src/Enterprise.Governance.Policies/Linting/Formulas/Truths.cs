namespace Enterprise.Governance.Policies.Linting.Formulas;

/// <summary>A set of Kleene's three values.</summary>
[Flags]
internal enum Truths : byte
{
    None = 0,
    False = 1,
    Unknown = 2,
    NotTrue = False | Unknown,
    True = 4,
    Known = False | True,
    NotFalse = Unknown | True,
}
