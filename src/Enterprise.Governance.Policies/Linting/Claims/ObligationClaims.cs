using System.Text.Json;

namespace Enterprise.Governance.Policies.Linting.Claims;

/// <summary><c>reserved_member</c>: an obligation that no ledger keeps, so that the action it goes with fails.</summary>
internal static class ObligationClaims
{
    private const string Reserved = "$commit";

    internal static IEnumerable<PolicyLintFinding> Of(PolicyRule rule)
    {
        if (rule.Effect.Obligations.Any(static obligation => HasReserved(obligation.Utf8Json.Span)))
        {
            yield return new PolicyLintFinding(rule, "reserved_member", PolicyLintSeverity.Error, $"an obligation of `{rule.PolicyId}` has the member `{Reserved}`, which events must not hold",
                "give the member another name");
        }
    }

    private static bool HasReserved(ReadOnlySpan<byte> obligation)
    {
        Utf8JsonReader reader = new(obligation);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals(Reserved))
                return true;
        }

        return false;
    }
}
