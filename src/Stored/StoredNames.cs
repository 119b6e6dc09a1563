using Enterprise.Governance.CostMetering;

namespace Enterprise.Governance.Stored;

/// <summary>The words of the library as the stores write them into a column. Compiled into each store, so that none refers to another.</summary>
internal static class StoredNames
{
    private static readonly string[] ApprovalStates = ["pending", "approved", "denied", "expired"];
    private static readonly string[] ClaimStates = ["running", "in_doubt", "completed", "failed", "denied"];

    internal static string Of(ApprovalState state) => ApprovalStates[(int)state];

    internal static ApprovalState Approval(string text) => (ApprovalState)Array.IndexOf(ApprovalStates, text);

    internal static string Of(ClaimState state) => ClaimStates[(int)state];

    internal static ClaimState Claim(string text) => (ClaimState)Array.IndexOf(ClaimStates, text);

    internal static string Of(CostCallKind kind) => kind == CostCallKind.Llm ? "llm" : "tool";

    internal static CostCallKind CallKind(string text) => text == "llm" ? CostCallKind.Llm : CostCallKind.Tool;

    internal static string Of(CostScopeKind kind) => kind switch
    {
        CostScopeKind.Tenant => "tenant",
        CostScopeKind.Org => "org",
        _ => "user",
    };

    internal static CostScopeKind ScopeKind(string text) => text switch
    {
        "tenant" => CostScopeKind.Tenant,
        "org" => CostScopeKind.Org,
        _ => CostScopeKind.User,
    };
}
