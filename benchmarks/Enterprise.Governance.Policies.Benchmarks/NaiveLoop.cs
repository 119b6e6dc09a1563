using System.Text.Json;

namespace Enterprise.Governance.Policies.Benchmarks;

/// <summary>What a host would write by hand: parse the arguments once, then ask every rule in turn.</summary>
internal sealed class NaiveLoop(IEnumerable<RuleText> rules)
{
    private static readonly string[] s_roles = ["support_agent", "admin"];

    private readonly RuleText[] _rules = [.. rules];

    internal (bool RequiresApproval, int Matching) Evaluate(in PolicyRequest request)
    {
        using JsonDocument args = JsonDocument.Parse(request.Args);
        int matching = 0;
        foreach (RuleText rule in _rules)
        {
            bool matches = rule.Action.EndsWith('*')
                ? request.Action.AsSpan().StartsWith(rule.Action.AsSpan()[..^1], StringComparison.Ordinal)
                : string.Equals(request.Action, rule.Action, StringComparison.Ordinal);
            if (matches && HasRole(request) && (rule.AmountOver is not { } over || (args.RootElement.TryGetProperty("amount", out JsonElement amount) && amount.GetDouble() > over)))
                matching++;
        }

        return (matching > 0, matching);
    }

    private static bool HasRole(in PolicyRequest request)
    {
        foreach (string role in request.Roles)
        {
            if (s_roles.Contains(role))
                return true;
        }

        return false;
    }
}
