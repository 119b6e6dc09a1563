using System.Text;
using Enterprise.Governance.Json;

namespace Enterprise.Governance.Policies.Tests;

/// <summary>Short ways to load and ask.</summary>
internal static class PolicyTesting
{
    internal static PolicySet Load(string json, PolicySetOptions? options = null) => PolicySet.Load(json, "test.json", options).GetSet();

    internal static PolicyRequest Request(string action = "send_email", string? args = null) =>
        new(action) { Tenant = "acme", User = "ann", Args = args is null ? default : Encoding.UTF8.GetBytes(args) };

    /// <summary>Reads the rules of a tenant, which must be sound.</summary>
    internal static PolicyRules RulesOf(string tenant, string json)
    {
        List<SourceDiagnostic> errors = [];
        SourceDocument.TryParse(Encoding.UTF8.GetBytes(json), "tenant.json", out SourceNode? root, out _).Should().BeTrue();
        PolicyRules? rules = PolicyRules.Read(root!, tenant, errors, []);
        errors.Should().BeEmpty();
        return rules!;
    }

    /// <summary>Tells whether a condition is true, unknown or false, by the denial that hangs on it.</summary>
    internal static string Truth(string when, PolicyRequest request)
    {
        PolicyDecision decision = Load($$$"""[{"policy_id":"p","when":{{{when}}},"effect":{"deny":true}}]""").Evaluate(request);
        return decision.Effect == PolicyEffect.Allow ? "false" : decision.Unknown.IsEmpty ? "true" : "unknown";
    }
}
