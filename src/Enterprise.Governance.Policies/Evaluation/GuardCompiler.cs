using Enterprise.Governance.Policies.Conditions;

namespace Enterprise.Governance.Policies.Evaluation;

/// <summary>Takes out of a rule's condition what a guard can compare, and what finding the rule by its key has told already.</summary>
internal static class GuardCompiler
{
    internal static Guard Compile(PolicyRule rule, AccessKey[] path, RoleTable table)
    {
        Guard guard = new() { Owner = rule.Tenant, FailsClosed = rule.Effect.FailsClosed };
        List<Criterion> rest = [];
        foreach (Criterion criterion in rule.Condition.Criteria)
        {
            if (!IsToldBy(path, criterion) && !TryTake(criterion, table, ref guard))
                rest.Add(criterion);
        }

        return guard with { Rest = rest.Count == 0 ? null : new Condition(rest) };
    }

    private static bool IsToldBy(AccessKey[] path, Criterion criterion) =>
        criterion is PatternCriterion { Subject: Subject.Action } pattern && (pattern.Always || (path is [{ Kind: AccessKind.Action or AccessKind.ActionPattern } key] && key.Text == pattern.Pattern));

    private static bool TryTake(Criterion criterion, RoleTable table, ref Guard guard)
    {
        switch (criterion)
        {
            case PatternCriterion { IsLiteral: true, Subject: Subject.Tenant } pattern:
                guard = guard with { Tenant = pattern.Pattern };
                return true;
            case PatternCriterion { IsLiteral: true, Subject: Subject.Org } pattern:
                guard = guard with { Org = pattern.Pattern };
                return true;
            case PatternCriterion { IsLiteral: true, Subject: Subject.User } pattern:
                guard = guard with { User = pattern.Pattern };
                return true;
            case PatternCriterion { IsLiteral: true, Subject: Subject.Tool } pattern:
                guard = guard with { Tool = pattern.Pattern };
                return true;
            case RolesCriterion roles when table.TryMask(roles.Roles, out ulong mask):
                guard = roles.RequiresAll ? guard with { AllRoles = mask } : guard with { AnyRole = mask };
                return true;
            default:
                return false;
        }
    }
}
