using Enterprise.Governance.Policies.Conditions;

namespace Enterprise.Governance.Policies.Evaluation;

/// <summary>Takes out of a clause what a guard can compare, and what finding it by its key has told already.</summary>
internal static class GuardCompiler
{
    internal static Guard Compile(Clause clause, AccessKey[] path, RoleTable table)
    {
        Guard guard = new() { Rule = clause.Place, Owner = clause.Rule.Tenant, FailsClosed = clause.Rule.Effect.FailsClosed };
        List<Criterion> rest = [];
        foreach (Criterion criterion in clause.Criteria)
        {
            if (IsToldBy(path, criterion) || TryTake(criterion, table, ref guard))
                continue;
            rest.Add(criterion);
            if (criterion is PatternCriterion { Subject: Subject.Tool, Pattern: var pattern } && pattern.IndexOf('*', StringComparison.Ordinal) is > 0 and int star)
                guard = guard with { ToolPrefix = pattern[..star] };
        }

        return guard with { Rest = rest.Count == 0 ? null : new Condition(rest) };
    }

    private static bool IsToldBy(AccessKey[] path, Criterion criterion) =>
        criterion is PatternCriterion { Subject: Subject.Action } pattern && (pattern.Always || (path is [{ Kind: AccessKind.Action or AccessKind.ActionPattern } key] && key.Text == pattern.Pattern));

    /// <returns>Whether the guard compares it now; it has one place for each name.</returns>
    private static bool TryTake(Criterion criterion, RoleTable table, ref Guard guard)
    {
        switch (criterion)
        {
            case PatternCriterion { IsLiteral: true, Subject: Subject.Tenant } pattern when guard.Tenant is null:
                guard = guard with { Tenant = pattern.Pattern };
                return true;
            case PatternCriterion { IsLiteral: true, Subject: Subject.Org } pattern when guard.Org is null:
                guard = guard with { Org = pattern.Pattern };
                return true;
            case PatternCriterion { IsLiteral: true, Subject: Subject.User } pattern when guard.User is null:
                guard = guard with { User = pattern.Pattern };
                return true;
            case PatternCriterion { IsLiteral: true, Subject: Subject.Tool } pattern when guard.Tool is null:
                guard = guard with { Tool = pattern.Pattern };
                return true;
            case RolesCriterion { RequiresAll: true } roles when table.TryMask(roles.Roles, out ulong mask):
                guard = guard with { AllRoles = guard.AllRoles | mask };
                return true;
            case RolesCriterion { RequiresAll: false } roles when guard.AnyRole == 0 && table.TryMask(roles.Roles, out ulong mask):
                guard = guard with { AnyRole = mask };
                return true;
            default:
                return false;
        }
    }
}
