using System.Text.Json;
using Enterprise.Governance.Json;
using Enterprise.Governance.Policies.Conditions;

namespace Enterprise.Governance.Policies.Reading;

internal sealed partial class RuleReader
{
    private Condition ReadCondition(SourceNode node, int nesting)
    {
        if (!Expect(node, JsonValueKind.Object, nesting == 0 ? "`when`" : "a condition", "write `{\"action\": …}` or another condition"))
            return Condition.Always;
        List<Criterion> criteria = [];
        SortedDictionary<string, AnyCriterion> lists = new(StringComparer.Ordinal);
        foreach (SourceMember member in node.Members)
        {
            Criterion? criterion = ReadCriterion(member, nesting);
            if (criterion is AnyCriterion list && member.Name != "any")
                lists.Add(member.Name, list);
            else if (criterion is not null)
                criteria.Add(criterion);
        }

        return new Condition(PatternLists.Place(criteria, lists.Values));
    }

    private Criterion? ReadCriterion(SourceMember member, int nesting)
    {
        switch (member.Name)
        {
            case "action":
                return ReadPatterns(member, Subject.Action, nesting);
            case "tool":
                return ReadPatterns(member, Subject.Tool, nesting);
            case "tenant":
                return ReadPatterns(member, Subject.Tenant, nesting);
            case "org":
                return ReadPatterns(member, Subject.Org, nesting);
            case "user":
                return ReadPatterns(member, Subject.User, nesting);
            case "roles_any" or "roles_all":
                return ReadRoles(member);
            case "args":
                return ReadArguments(member.Value);
            case "all" or "any" or "not":
                if (nesting < PolicyKeys.MaxNesting)
                    return ReadCombination(member, nesting + 1);
                Errors.Add(member.NameProblem("too_deep", $"`{member.Name}` is nested deeper than {PolicyKeys.MaxNesting} levels", "split the rule"));
                return null;
            default:
                Errors.Add(UnknownKey(member, PolicyKeys.When));
                return null;
        }
    }

    private Criterion? ReadPatterns(SourceMember member, Subject subject, int nesting)
    {
        SourceNode node = member.Value;
        string what = $"`{member.Name}`";
        switch (node.Kind)
        {
            case JsonValueKind.String:
                return ReadText(node, what) is { } pattern ? new PatternCriterion(subject, pattern) : null;
            case JsonValueKind.Array:
                if (nesting + PatternLists.Levels > PolicyKeys.MaxNesting)
                    Errors.Add(member.NameProblem("too_deep", $"the list of {what} is nested deeper than {PolicyKeys.MaxNesting} levels", "split the rule"));
                string[] patterns = ExpectList(node, what, "name one, or remove the key") ? [.. node.Items.Select(item => ReadText(item, $"an item of {what}")).OfType<string>()] : [];
                return PatternLists.Of(subject, patterns);
            default:
                Errors.Add(WrongType(node, what, "a string or a list of strings", "write a pattern such as `\"send_*\"`, or several between `[` and `]`"));
                return null;
        }
    }

    private RolesCriterion? ReadRoles(SourceMember member)
    {
        if (!ExpectList(member.Value, $"`{member.Name}`", "name a role"))
            return null;
        List<string> roles = [];
        foreach (SourceNode item in member.Value.Items)
        {
            if (ReadText(item, "a role") is { } role)
                roles.Add(role);
        }

        return new RolesCriterion(roles, member.Name == "roles_all");
    }

    private Criterion? ReadCombination(SourceMember member, int nesting)
    {
        if (member.Name == "not")
            return new NotCriterion(ReadCondition(member.Value, nesting));
        if (!ExpectList(member.Value, $"`{member.Name}`", "list a condition"))
            return null;
        Condition[] conditions = [.. member.Value.Items.Select(item => ReadCondition(item, nesting))];
        return member.Name == "all" ? new AllCriterion(conditions) : new AnyCriterion(conditions);
    }
}
