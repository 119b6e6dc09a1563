using System.Text.Json;
using Enterprise.Governance.Json;
using Enterprise.Governance.Policies.Conditions;
using Enterprise.Governance.Policies.Rules;

namespace Enterprise.Governance.Policies.Reading;

/// <summary>Turns JSON that knows its place into rules, and collects every problem on the way. One use, one thread.</summary>
internal sealed partial class RuleReader : ValueReader
{
    private readonly string? _tenant;
    private readonly bool _normalForm;
    private readonly RuleIds _ids;
    private readonly ICollection<SourceDiagnostic> _warnings;

    /// <param name="tenant">The tenant whose rules are read, or <see langword="null"/>.</param>
    /// <param name="normalForm">Whether a rule may name its tenant itself, as normal forms do.</param>
    /// <param name="ids">The ids given so far.</param>
    /// <param name="errors">Receives what is wrong.</param>
    /// <param name="warnings">Receives what is right and looks like a mistake.</param>
    internal RuleReader(string? tenant, bool normalForm, RuleIds ids, ICollection<SourceDiagnostic> errors, ICollection<SourceDiagnostic> warnings)
        : base(errors)
    {
        (_tenant, _normalForm, _ids, _warnings) = (tenant, normalForm, ids, warnings);
    }

    protected override SourceDiagnostic UnknownKey(SourceMember member, string[] known) =>
        KeyHints.Find(member, known) is { } help ? member.NameProblem("unknown_key", $"unknown key `{member.Name}`", help) : member.UnknownKey(known);

    /// <summary>Reads the root of a policy file.</summary>
    internal void ReadFile(SourceNode root, ICollection<PolicyRule> rules)
    {
        if (root.Kind == JsonValueKind.Array)
        {
            ReadRules(root, rules);
            return;
        }

        if (root.Kind != JsonValueKind.Object)
        {
            Errors.Add(WrongType(root, "a policy file", "an array of rules or an object with `policies`", "write `[ … ]` or `{\"policies\": [ … ]}`"));
            return;
        }

        CheckKeys(root, PolicyKeys.File);
        ReadSchema(root);
        if (root.Find("policies") is { } policies)
            ReadRules(policies, rules);
        else
            Errors.Add(root.Problem("missing_key", "the file has no `policies`", "write `{\"policies\": [ … ]}` or an array of rules"));
    }

    /// <summary>Reads an array of rules.</summary>
    internal void ReadRules(SourceNode policies, ICollection<PolicyRule> rules)
    {
        if (!Expect(policies, JsonValueKind.Array, "`policies`"))
            return;
        foreach (SourceNode item in policies.Items)
        {
            if (Expect(item, JsonValueKind.Object, "a rule", "write `{\"policy_id\": …, \"when\": …, \"effect\": …}`"))
                ReadRule(item, rules);
        }
    }

    private void ReadRule(SourceNode rule, ICollection<PolicyRule> rules)
    {
        int errors = Errors.Count;
        SourceNode? deny = rule.Find("deny_actions");
        SourceNode? approval = rule.Find("require_approval_actions");
        if (deny is null && approval is null)
        {
            CheckKeys(rule, _normalForm ? [.. PolicyKeys.Rule, "tenant"] : PolicyKeys.Rule);
            RuleHeader? header = ReadHeader(rule, out string id);
            Condition condition = rule.Find("when") is { } when ? ReadCondition(when, 0) : Condition.Always;
            RuleEffect? effect = ReadEffect(rule);
            if (Errors.Count == errors)
                rules.Add(new PolicyRule(id, header!, condition, effect!));
        }
        else
        {
            CheckListKeys(rule);
            RuleHeader? header = ReadHeader(rule, out string id);
            ReadList(rule, deny, header, id + "#deny", PolicyEffect.Deny, rules, errors);
            ReadList(rule, approval, header, id + "#approval", PolicyEffect.RequireApproval, rules, errors);
        }
    }

    private void ReadList(SourceNode rule, SourceNode? list, RuleHeader? header, string id, PolicyEffect outcome, ICollection<PolicyRule> rules, int errors)
    {
        if (list is null || !Expect(list, JsonValueKind.Array, outcome == PolicyEffect.Deny ? "`deny_actions`" : "`require_approval_actions`"))
            return;
        List<Condition> actions = [];
        foreach (SourceNode item in list.Items)
        {
            if (ReadText(item, "an action pattern") is { } pattern)
                actions.Add(new Condition([new PatternCriterion(Subject.Action, pattern)]));
        }

        if (list.Items.IsEmpty)
            _warnings.Add(list.Problem("no_effect", "the list is empty and does nothing", "remove it, or list actions"));
        if (header is not null)
            _ids.Add(id, header, Errors);
        if (actions.Count == 0)
            return;
        if (!GovernanceIdentifier.IsValid(id, out _) && Errors.Count == errors)
            Errors.Add(rule.Find("policy_id")!.Problem("invalid_id", $"`{id}`, which this rule yields, is longer than {GovernanceIdentifier.MaxLength} characters", "shorten `policy_id`"));
        Condition condition = actions.Count == 1 ? actions[0] : new Condition([new AnyCriterion([.. actions])]);
        if (Errors.Count == errors)
            rules.Add(new PolicyRule(id, header!, condition, RuleEffect.Of(outcome)));
    }

    private void CheckListKeys(SourceNode rule)
    {
        foreach (SourceMember member in rule.Members)
        {
            if (member.Name is "when" or "effect")
                Errors.Add(member.NameProblem("mixed_forms", $"`{member.Name}` cannot stand beside `deny_actions` or `require_approval_actions`", "write two rules, one of each form"));
            else if (!PolicyKeys.List.Contains(member.Name, StringComparer.Ordinal))
                Errors.Add(UnknownKey(member, PolicyKeys.List));
        }
    }
}
