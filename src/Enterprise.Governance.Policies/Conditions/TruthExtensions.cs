namespace Enterprise.Governance.Policies.Conditions;

internal static class TruthExtensions
{
    internal static Truth ToTruth(this bool value) => value ? Truth.True : Truth.False;

    internal static Truth Not(this Truth value) => (Truth)(Truth.True - value);

    /// <summary>Returns the negation if <paramref name="negate"/> is set; unknown stays unknown.</summary>
    internal static Truth NotIf(this Truth value, bool negate) => negate ? value.Not() : value;
}
