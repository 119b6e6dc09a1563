using Enterprise.Governance.Policies.Evaluation;

namespace Enterprise.Governance.Policies.Linting.Formulas;

/// <summary>The caller has a role, or does not.</summary>
internal sealed class RoleLiteral(string role, bool positive) : Literal
{
    internal string Role => role;

    internal bool IsPositive => positive;

    internal override bool Holds(ref EvaluationContext context) => context.Request.Roles.Contains(role) == positive;
}
