using Enterprise.Governance.Policies.Conditions;

namespace Enterprise.Governance.Policies.Evaluation;

/// <summary>A rule that matches, or whose unknown condition counts as matching, as one number; in order of precedence.</summary>
internal static class Match
{
    internal static int Of(int rule, Truth truth) => (rule << 1) | (truth == Truth.Unknown ? 1 : 0);

    internal static (int Rule, Truth Truth) Read(int match) => (match >> 1, (match & 1) == 0 ? Truth.True : Truth.Unknown);
}
