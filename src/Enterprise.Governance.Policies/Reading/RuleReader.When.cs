using System.Text.Json;
using Enterprise.Governance.Json;
using Enterprise.Governance.Policies.Conditions;

namespace Enterprise.Governance.Policies.Reading;

internal sealed partial class RuleReader
{
    private const int MaxNesting = 16;

    private static readonly string[] s_whenKeys =
        ["action", "tool", "tenant", "org", "user", "roles_any", "roles_all", "args", "all", "any", "not"];

    private Condition ReadCondition(SourceNode node, int nesting)
    {
        if (!Expect(node, JsonValueKind.Object, nesting == 0 ? "`when`" : "a condition", "write `{\"action\": …}` or another condition"))
            return Condition.Always;
        List<Criterion> criteria = [];
        foreach (SourceMember member in node.Members)
        {
            if (ReadCriterion(member, nesting) is { } criterion)
                criteria.Add(criterion);
        }

        return new Condition(criteria);
    }

    private Criterion? ReadCriterion(SourceMember member, int nesting)
    {
        switch (member.Name)
        {
            case "action":
                return ReadPattern(member, Subject.Action);
            case "tool":
                return ReadPattern(member, Subject.Tool);
            case "tenant":
                return ReadPattern(member, Subject.Tenant);
            case "org":
                return ReadPattern(member, Subject.Org);
            case "user":
                return ReadPattern(member, Subject.User);
            case "roles_any" or "roles_all":
                return ReadRoles(member);
            case "args":
                return ReadArguments(member.Value);
            case "all" or "any" or "not":
                if (nesting < MaxNesting)
                    return ReadCombination(member, nesting + 1);
                Errors.Add(member.NameProblem("too_deep", $"`{member.Name}` is nested deeper than {MaxNesting} levels", "split the rule"));
                return null;
            default:
                Errors.Add(member.UnknownKey(s_whenKeys));
                return null;
        }
    }

    private PatternCriterion? ReadPattern(SourceMember member, Subject subject) =>
        ReadText(member.Value, $"`{member.Name}`") is { } pattern ? new PatternCriterion(subject, pattern) : null;

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
