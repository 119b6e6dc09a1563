namespace Enterprise.Governance.Policies.Tests;

/// <summary>The samples of the package's README and of docs/policies.md, as they are printed there.</summary>
public sealed class DocumentedSampleTests
{
    [Fact]
    public void Readme_Sample_DecidesAsPrinted()
    {
        PolicySet set = PolicySet.Load("""
            [
              { "policy_id": "mail-needs-approval", "priority": 90,
                "when":   { "action": "send_email", "not": { "args": { "to": { "like": "*@corp.example" } } } },
                "effect": { "require_approval": true, "set_cost_units": 25 } }
            ]
            """).GetSet();

        PolicyDecision decision = set.Evaluate(new PolicyRequest("send_email")
        {
            Tenant = "acme",
            User = "ann",
            Args = """{"to":"bob@elsewhere.example"}"""u8.ToArray(),
        });

        decision.ToString().Should().StartWith(
            """{"effect":"require_approval","cost_units":25,"deny_reason":null,"obligations":[],"policy_ids":["mail-needs-approval"],""");
    }

    [Fact]
    public void Docs_Sample_DecidesForAScope()
    {
        string json = """
            [{ "policy_id": "dsl_approval_email_v1", "phase": "exec", "priority": 90,
               "when":   { "action": "send_email", "roles_any": ["support_agent", "admin"] },
               "effect": { "require_approval": true, "set_cost_units": 25 } }]
            """;
        PolicySet set = PolicySet.Load(json, "policies.json").GetSet();

        PolicyDecision decision = set.Evaluate(new PolicyRequest("send_email", new GovernanceScope("acme", user: "ann", roles: ["support_agent"]))
        {
            Tool = "mcp:gmail",
            Args = """{"to":"bob@corp.example"}"""u8.ToArray(),
        });

        decision.Effect.Should().Be(PolicyEffect.RequireApproval);
        set.Evaluate(new PolicyRequest("send_email", new GovernanceScope("acme", user: "ann"))).Effect.Should().Be(PolicyEffect.Allow);
    }

    [Fact]
    public void Docs_LintSample_TellsOfAnUnknownAction()
    {
        PolicySet set = PolicySet.Load("""[{ "policy_id": "mail", "when": { "action": "send_mail" }, "effect": { "require_approval": true } }]""", "policies.json").GetSet();

        PolicyLintReport report = set.Lint(new PolicyLintOptions { Catalogue = new PolicyCatalogue { Actions = ["send_email", "crm:read"] } });

        report.Findings.Select(static finding => finding.ToString()).Should().Equal(
            "policies.json:1:17: error: unknown action `send_mail` in `mail` [unknown_action]; help: did you mean `send_email`?");
    }
}
