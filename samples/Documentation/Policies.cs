using Enterprise.Governance;
using Enterprise.Governance.Policies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Documentation;

internal static class Policies
{
    internal static void Evaluate()
    {
        PolicySet set = PolicySet.Load(File.ReadAllText("policies.json"), "policies.json").GetSet();

        PolicyDecision decision = set.Evaluate(new PolicyRequest("send_email", new GovernanceScope("acme", user: "ann", roles: ["support_agent"]))
        {
            Tool = "mcp:gmail",
            Args = """{"to":"bob@corp.example"}"""u8.ToArray(),
        });

        if (decision.Effect == PolicyEffect.Deny)
            Console.WriteLine(decision.DenyReason);
    }

    internal static async Task<PolicyDecision> HostAsync(HostApplicationBuilder builder, IHost app, PolicyRequest request)
    {
        builder.Services.AddGovernancePolicies(options =>
        {
            options.AddDirectory("policies");
            options.DefaultEffectsByPhase["plan"] = PolicyEffect.Deny;
        });

        IPolicyEngine engine = app.Services.GetRequiredService<IPolicyEngine>();
        await engine.StartAsync();
        PolicyDecision decision = engine.Evaluate(request);
        return decision;
    }

    internal static void Lint(PolicySet set)
    {
        PolicyLintReport report = set.Lint(new PolicyLintOptions { Catalogue = new PolicyCatalogue { Actions = ["send_email", "crm:read"] } });
        foreach (PolicyLintFinding finding in report.Findings)
            Console.WriteLine(finding);
    }

    internal static async Task RunTestsAsync()
    {
        PolicyTestSuite suite = (await PolicyTestSuite.LoadAsync("policies/mail.policytest.json")).GetSuite();
        PolicyTestReport report = suite.Run();
        if (!report.Passed || report.Coverage.Percent < 100)
            throw new InvalidOperationException(report.ToString());
    }

    internal static void EvaluateText()
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

        Console.WriteLine(decision);
        // {"effect":"require_approval","cost_units":25,"deny_reason":null,"obligations":[],"policy_ids":["mail-needs-approval"],…}
    }
}
