namespace Enterprise.Governance.Policies.Benchmarks;

/// <summary>What varies from rule to rule; every rule asks for an approval and sets a cost.</summary>
internal sealed record RuleText(string Id, string Action, string[] RolesAny, string? Tool, int? AmountOver, bool IsNested, int Priority)
{
    /// <summary>Writes the rule. A nested one says the same in another way: its tool stands in an <c>any</c>, beside one that nobody has.</summary>
    internal string ToJson()
    {
        string tool = Tool is null ? "" : IsNested ? $",\"any\":[{{\"tool\":\"{Tool}\"}},{{\"all\":[{{\"tool\":\"nobody:*\"}},{{\"not\":{{\"user\":\"x\"}}}}]}}]" : $",\"tool\":\"{Tool}\"";
        string args = AmountOver is { } amount ? $",\"args\":{{\"amount\":{{\"gt\":{amount},\"exists\":true}}}}" : "";
        string roles = string.Join(",", RolesAny.Select(static role => $"\"{role}\""));
        return $"{{\"policy_id\":\"{Id}\",\"priority\":{Priority},\"when\":{{\"action\":\"{Action}\",\"roles_any\":[{roles}]{tool}{args}}},\"effect\":{{\"require_approval\":true,\"set_cost_units\":5}}}}";
    }
}
