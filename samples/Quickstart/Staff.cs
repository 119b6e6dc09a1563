using Enterprise.Governance;

namespace Quickstart;

/// <summary>Who is on duty. A host takes this from its authentication.</summary>
internal static class Staff
{
    private static readonly GovernanceScope[] OnDuty =
    [
        new("skyways", "support-eu", "alex", ["support_agent"]),
        new("skyways", "support-eu", "billie", ["support_agent"]),
        new("skyways", "support-us", "charlie", ["support_agent"]),
        new("skyways", "support-us", "dana", ["support_agent", "supervisor"]),
        new("skyways", "support-us", "evan", ["support_agent"]),

        // An intern has no role yet: the booking tools are denied.
        new("skyways", "support-us", "frankie", []),
    ];

    /// <summary>Returns who takes the conversation with this number; the intern takes one in eleven.</summary>
    internal static GovernanceScope For(int conversation) => conversation % 11 == 5 ? OnDuty[^1] : OnDuty[conversation % (OnDuty.Length - 1)];
}
