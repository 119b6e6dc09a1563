using System.Globalization;
using System.Text;

namespace Enterprise.Governance.Policies.Benchmarks;

/// <summary>
/// A rule book as a host with many tools has one: nine rules of ten name one action, each tenth a family of actions; every third looks at
/// an argument. The request is for an action that a few of the rules name.
/// </summary>
internal static class RuleBook
{
    private const int Actions = 500;

    internal static PolicyRequest Request { get; } = new("crm:action_7")
    {
        Tenant = "acme",
        User = "ann",
        Tool = "mcp:crm",
        Roles = ["support_agent"],
        Args = """{"amount":120,"to":"ann@corp.example","items":[1,2,3],"order":{"id":"A-1","total":99.5}}"""u8.ToArray(),
    };

    internal static IEnumerable<RuleText> Rules(int count)
    {
        for (int i = 0; i < count; i++)
        {
            string action = i % 10 == 9 ? $"crm{i}:*" : $"crm:action_{i % Actions}";
            yield return new RuleText($"rule_{i:D5}", action, i % 3 == 0 ? 100 : null, i % 5);
        }
    }

    internal static PolicySet Load(int count)
    {
        StringBuilder json = new("[");
        foreach (RuleText rule in Rules(count))
        {
            string args = rule.AmountOver is { } amount ? string.Create(CultureInfo.InvariantCulture, $",\"args\":{{\"amount\":{{\"gt\":{amount},\"exists\":true}}}}") : "";
            json.Append(json.Length == 1 ? "" : ",")
                .Append(CultureInfo.InvariantCulture, $"{{\"policy_id\":\"{rule.Id}\",\"priority\":{rule.Priority},\"when\":{{\"action\":\"{rule.Action}\",\"roles_any\":[\"support_agent\",\"admin\"]{args}}},\"effect\":{{\"require_approval\":true,\"set_cost_units\":5}}}}");
        }

        return PolicySet.Load(json.Append(']').ToString()).GetSet();
    }
}
