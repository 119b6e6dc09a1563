using System.Text.Json;

namespace Enterprise.Governance.Policies.Benchmarks;

/// <summary>What a host would write by hand: ask every rule in turn, the cheap questions first, and parse the arguments once somebody asks for them.</summary>
internal sealed class NaiveLoop(IEnumerable<RuleText> rules)
{
    private readonly RuleText[] _rules = [.. rules];

    internal (bool RequiresApproval, int Matching) Evaluate(in PolicyRequest request)
    {
        double? amount = null;
        int matching = 0;
        foreach (RuleText rule in _rules)
        {
            if (Matches(rule.Action, request.Action) && HasRole(rule, in request) && (rule.Tool is null || rule.Tool == request.Tool) && (rule.AmountOver is not { } over || (amount ??= Amount(in request)) > over))
                matching++;
        }

        return (matching > 0, matching);
    }

    private static bool Matches(string pattern, string action)
    {
        int star = pattern.IndexOf('*');
        if (star < 0)
            return string.Equals(pattern, action);
        if (star == pattern.Length - 1)
            return action.AsSpan().StartsWith(pattern.AsSpan(0, star));
        return pattern[0] == '*' ? action.AsSpan().Contains(pattern.AsSpan(1, pattern.Length - 2), StringComparison.Ordinal) : throw new NotSupportedException(pattern);
    }

    private static bool HasRole(RuleText rule, in PolicyRequest request)
    {
        foreach (string role in request.Roles)
        {
            foreach (string wanted in rule.RolesAny)
            {
                if (string.Equals(role, wanted))
                    return true;
            }
        }

        return false;
    }

    private static double Amount(in PolicyRequest request)
    {
        Utf8JsonReader reader = new(request.Args.Span);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool found = reader.ValueTextEquals("amount"u8);
            reader.Read();
            if (found)
                return reader.GetDouble();
            reader.Skip();
        }

        return double.NaN;
    }
}
