using System.Globalization;
using Enterprise.Governance.CostMetering;

namespace Enterprise.Governance.Sqlite;

/// <summary>How the meter's words are written in columns.</summary>
internal static class SqliteCostNames
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

    internal static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    internal static string Day(DateTimeOffset now) => Day(DateOnly.FromDateTime(now.UtcDateTime));

    internal static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
