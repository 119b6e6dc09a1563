using Enterprise.Governance;
using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Testing;

namespace Documentation;

internal static class Tests
{
    internal static async Task<(ActionStatus Asked, ActionStatus Repeated)> MailWaitsForApprovalAsync()
    {
        await using GovernanceTestHost host = await GovernanceTestHost.Create()
            .WithTenant("acme", limits: new CostLimits { MaxToolCalls = 2 })
            .WithPolicies("""[{"policy_id":"mail","when":{"action":"send_email"},"effect":{"require_approval":true}}]""")
            .StartAsync();

        await using GovernedRun run = await host.Governance.StartRunAsync(new GovernanceScope("acme", user: "ann"));
        ActionCall mail = new("send_email", "mcp:gmail", """{"to":"ben@corp.example"}"""u8.ToArray(), idempotencyKey: "mail-1");

        ActionOutcome<string> asked = await run.InvokeAsync(mail, static _ => ValueTask.FromResult("sent"), AppJson.Default.String);
        await host.ApproveAsync(asked.ApprovalId);
        ActionOutcome<string> repeated = await run.InvokeAsync(mail, static _ => ValueTask.FromResult("sent"), AppJson.Default.String);

        await host.ShouldVerifyAsync(run.RunId);
        return (asked.Status, repeated.Status);
    }
}
