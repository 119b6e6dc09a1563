using System.Collections.Immutable;
using System.Text.Json;
using Enterprise.Governance.Json;
using Enterprise.Governance.Policies.Rules;

namespace Enterprise.Governance.Policies.Reading;

internal sealed partial class RuleReader
{
    private RuleHeader? ReadHeader(SourceNode rule, out string id)
    {
        id = "";
        SourceNode? idNode = rule.Find("policy_id");
        if (idNode is null)
            Errors.Add(rule.Problem("missing_key", "the rule has no `policy_id`", "give it an id that no other rule has"));
        else if (Expect(idNode, JsonValueKind.String, "`policy_id`"))
            id = ReadIdentifier(idNode, "`policy_id`");
        ImmutableArray<string> phases = ReadPhases(rule.Find("phase"));
        int priority = ReadPriority(rule.Find("priority"));
        bool enabled = ReadBoolean(rule.Find("enabled"), "`enabled`") ?? true;
        PolicyMode mode = ReadMode(rule.Find("mode"));
        string? tenant = _normalForm ? ReadTenant(rule.Find("tenant")) : _tenant;
        if (id.Length == 0)
            return null;
        RuleHeader header = new(id, phases, priority, enabled, mode, tenant, idNode!.Problem("policy_id", id));
        _ids.Add(id, header, Errors);
        return header;
    }

    private ImmutableArray<string> ReadPhases(SourceNode? node)
    {
        switch (node?.Kind)
        {
            case null:
                return [PolicyPhases.Exec];
            case JsonValueKind.String:
                return [ReadPhase(node)];
            case JsonValueKind.Array when node.Items.IsEmpty:
                Errors.Add(node.Problem("empty_list", "`phase` is an empty list", "name a phase, or leave `phase` out for `exec`"));
                return [];
            case JsonValueKind.Array:
                string[] phases = [.. node.Items.Where(item => Expect(item, JsonValueKind.String, "a phase")).Select(ReadPhase)];
                return [.. phases.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
            default:
                Errors.Add(WrongType(node, "`phase`", "a string or a list of strings", "write `\"exec\"` or `[\"plan\", \"exec\"]`"));
                return [];
        }
    }

    private string ReadPhase(SourceNode node)
    {
        string phase = ReadIdentifier(node, "a phase");
        if (phase.Contains('*', StringComparison.Ordinal))
            Errors.Add(node.Problem("invalid_phase", $"`{phase}` is no phase: a `*` is no wildcard here", "list the phases by name"));
        return phase;
    }

    private int ReadPriority(SourceNode? node)
    {
        if (node is null || !Expect(node, JsonValueKind.Number, "`priority`"))
            return 0;
        if (!node.TryGetInteger(out long priority))
            Errors.Add(node.Problem("not_whole", $"`priority` must be a whole number, not `{node.Excerpt}`", "write it without fraction and exponent"));
        else if (priority is < int.MinValue or > int.MaxValue)
            Errors.Add(node.Problem("out_of_range", $"`priority` must be between {int.MinValue} and {int.MaxValue}, not `{node.Excerpt}`", "only the order of priorities counts; take smaller ones"));
        return (int)Math.Clamp(priority, int.MinValue, int.MaxValue);
    }

    private PolicyMode ReadMode(SourceNode? node)
    {
        if (node is null || !Expect(node, JsonValueKind.String, "`mode`"))
            return PolicyMode.Enforce;
        if (!PolicyKeys.Modes.Contains(node.StringValue, StringComparer.Ordinal))
            Errors.Add(UnknownName(node, "mode", PolicyKeys.Modes));
        return node.StringValue == "shadow" ? PolicyMode.Shadow : PolicyMode.Enforce;
    }

    private string? ReadTenant(SourceNode? node) =>
        node is not null && Expect(node, JsonValueKind.String, "`tenant`") ? ReadIdentifier(node, "`tenant`") : null;

    private string ReadIdentifier(SourceNode node, string what)
    {
        if (!GovernanceIdentifier.IsValid(node.StringValue, out string? problem))
            Errors.Add(node.Problem("invalid_id", $"{what} {problem}", $"take 1 to {GovernanceIdentifier.MaxLength} characters without control characters"));
        return node.StringValue!;
    }
}
