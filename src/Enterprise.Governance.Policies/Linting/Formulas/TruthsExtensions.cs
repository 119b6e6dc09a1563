using Enterprise.Governance.Policies.Conditions;

namespace Enterprise.Governance.Policies.Linting.Formulas;

internal static class TruthsExtensions
{
    internal static bool Allows(this Truths truths, Truth truth) => ((int)truths & (1 << (int)truth)) != 0;

    /// <summary>Returns the set of which the negations are these.</summary>
    internal static Truths Negated(this Truths truths) =>
        (truths & Truths.Unknown) | ((truths & Truths.True) != 0 ? Truths.False : 0) | ((truths & Truths.False) != 0 ? Truths.True : 0);

    /// <summary>Returns all other values.</summary>
    internal static Truths Complement(this Truths truths) => truths ^ (Truths.Known | Truths.Unknown);
}
