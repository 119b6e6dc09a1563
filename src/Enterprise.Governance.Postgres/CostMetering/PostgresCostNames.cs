using Enterprise.Governance.CostMetering;

namespace Enterprise.Governance.Postgres;

/// <summary>How the meter's words are written in columns.</summary>
internal static class PostgresCostNames
{
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
