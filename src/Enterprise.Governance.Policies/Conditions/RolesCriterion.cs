using System.Text.Json;
using Enterprise.Governance.Policies.Evaluation;
using Enterprise.Governance.Policies.Explanation;

namespace Enterprise.Governance.Policies.Conditions;

/// <summary><c>roles_any</c> or <c>roles_all</c>: exact names; a caller without roles has the empty set.</summary>
internal sealed class RolesCriterion : Criterion
{
    private readonly string[] _roles;
    private readonly bool _all;

    internal RolesCriterion(IEnumerable<string> roles, bool all)
    {
        _roles = [.. roles.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        _all = all;
    }

    internal ReadOnlySpan<string> Roles => _roles;

    internal bool RequiresAll => _all;

    internal string Key => _all ? "roles_all" : "roles_any";

    internal override int Cost => 2 + _roles.Length;

    internal override Truth Evaluate(ref EvaluationContext context)
    {
        ReadOnlySpan<string> held = context.Request.Roles.AsSpan();
        foreach (string role in _roles)
        {
            if (Holds(held, role) != _all)
                return (!_all).ToTruth();
        }

        return _all.ToTruth();
    }

    internal override IEnumerable<AccessKey[]> AccessPaths() =>
        _all ? _roles.Select(static role => (AccessKey[])[new AccessKey(AccessKind.Role, role)]) : [[.. _roles.Select(static role => new AccessKey(AccessKind.Role, role))]];

    internal override IEnumerable<CriterionExplanation> Explain(ref EvaluationContext context) =>
        [new CriterionExplanation(Key, (PolicyTruth)Evaluate(ref context)) { Operand = JsonText.OfList(_roles), Value = JsonText.OfList(context.Request.Roles.AsSpan()) }];

    internal override void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartArray(Key);
        foreach (string role in _roles)
            writer.WriteStringValue(role);
        writer.WriteEndArray();
    }

    private static bool Holds(ReadOnlySpan<string> held, string role)
    {
        foreach (string candidate in held)
        {
            if (string.Equals(candidate, role, StringComparison.Ordinal))
                return true;
        }

        return false;
    }
}
