using Enterprise.Governance;

namespace Documentation;

internal static class Pipeline
{
    internal static async Task<string> SendMailAsync(IGovernance governance, ReadOnlyMemory<byte> args, Func<CancellationToken, ValueTask<Receipt>> sendAsync)
    {
        await using GovernedRun run = await governance.StartRunAsync(new GovernanceScope("acme", "sales", "ann", ["agent"]));

        ActionOutcome<Receipt> outcome = await run.InvokeAsync(
            new ActionCall("send_email", tool: "mcp:gmail", args, idempotencyKey: "mail-17"),
            context => sendAsync(context.CancellationToken),
            AppJson.Default.Receipt);

        string said = outcome.Status switch
        {
            ActionStatus.Completed => "carried out once, durable, charged",
            ActionStatus.AwaitingApproval => $"parked as {outcome.ApprovalId}; call again with the same arguments, from any process",
            _ => $"{outcome.Status}: {outcome.Reason} ({string.Join(", ", outcome.PolicyIds)})",
        };
        return said;
    }

    internal static async Task RefundAsync(IGovernance governance, Func<ActionContext, ValueTask<string>> sendAsync)
    {
        // IGovernance governance, from AddEnterpriseGovernance() of the package Enterprise.Governance
        GovernedRun run = await governance.StartRunAsync(new GovernanceScope("acme", "sales", "ann"), new RunOptions { Title = "refund" });

        ActionOutcome<string> outcome = await run.InvokeAsync(
            new ActionCall("send_email", "mcp:gmail", """{"to":"bob@corp.example"}"""u8.ToArray(), idempotencyKey: "mail-1"),
            async context => await sendAsync(context),
            AppJson.Default.String);

        if (outcome.Status == ActionStatus.AwaitingApproval)
            Console.WriteLine($"approval {outcome.ApprovalId}: {outcome.Reason}");
    }

    internal static async Task ApproveAsync(IGovernance governance)
    {
        IReadOnlyList<ApprovalRecord> inbox = await governance.Approvals.ListAsync(new ApprovalQuery("acme") { State = ApprovalState.Pending });
        await governance.Approvals.DecideAsync(inbox[0].ApprovalId, ApprovalDecision.Approved, new ApproverIdentity("acme", "bob"), "checked");
    }

    internal static async Task EraseAsync(IGovernance governance, GovernedRun run)
    {
        await run.CancelAsync("the user asked for erasure");
        RunErasure erasure = await governance.EraseRunAsync("acme", run.RunId);
        Console.WriteLine($"{erasure.Status}: {erasure.Values} values, {erasure.Approvals} approvals, {erasure.Results} results");
    }

    internal static void CheckScope()
    {
        GovernanceScope scope = new("acme", org: "sales", user: "ann", roles: ["support_agent"]);
        if (!GovernanceIdentifier.IsValid(scope.Tenant, out string? problem))
            Console.WriteLine(problem);
    }
}
