using System.CommandLine;
using System.Text;
using Enterprise.Governance.Cli.Databases;
using Enterprise.Governance.Cli.Hosting;
using Enterprise.Governance.Ledger;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Governance.Cli.Approvals;

/// <summary><c>governance approvals approve</c> and <c>governance approvals deny</c>.</summary>
internal static class ApprovalsDecideCommand
{
    private const int MaxReasonLength = 1000;

    internal static Command Create(CliHost host, ApprovalDecision decision)
    {
        string verb = decision == ApprovalDecision.Approved ? "approve" : "deny";
        Argument<string> id = new("ID") { Description = "The approval." };
        Option<string> tenant = new("--tenant") { Description = "The tenant that the approval belongs to.", HelpName = "TENANT", Required = true };
        Option<string?> reason = new("--reason") { Description = "Why, at most 1,000 characters; it enters the chain.", HelpName = "TEXT" };
        reason.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<string?>()?.Length > MaxReasonLength)
                result.AddError("`--reason` may have at most 1000 characters");
        });
        Option<bool> yes = new("--yes", "-y") { Description = "Do not ask; needed where nobody can be asked." };
        Option<string?> connection = DatabaseLocation.CreateOption();
        Option<string?> schema = DatabaseLocation.CreateSchemaOption();
        Option<string?> secretFile = AuditSecrets.CreateOption();
        ToolCommand command = new(
            verb,
            decision == ApprovalDecision.Approved
                ? "Shows what would be executed, asks, and approves it: good for one execution with exactly these arguments."
                : "Shows what would be executed, asks, and denies it.",
            """
            The decision is an event of the run's chain, so the audit secret is needed; a key that no host has activated is refused.

            Exit codes:
              0  decided
              1  the database cannot be written
              2  wrong usage, secret or schema, approvals are off, or nobody can be asked
              4  no such approval in the tenant
              5  not decided: decided or lapsed before, the run has ended, the requester cannot decide, or the answer was no

            """) { id, tenant, reason, yes, connection, schema, secretFile };
        command.SetAction(async (parse, cancellationToken) =>
        {
            ApprovalsCommand.RequireEnabled(host);
            string approvalId = parse.GetRequiredValue(id), of = parse.GetRequiredValue(tenant);
            if (!GovernanceIdentifier.IsValid(of, out string? problem))
                throw CliFailure.Refused($"the tenant {problem}");
            DatabaseLocation location = DatabaseLocation.Find(parse.GetValue(connection), parse.GetValue(schema), host).RequireExisting();
            AuditSecrets secrets = AuditSecrets.Read(parse.GetValue(secretFile), location, host);
            ChainSealer sealer = new(secrets.CreateRing());
            await using ServiceProvider services = DeskServices.Create(location, secrets, host.Time);
            await AuditKeyGuard.RequireActivatedAsync(services.GetRequiredService<ILedgerStore>(), sealer, cancellationToken);
            IApprovals desk = services.GetRequiredService<IApprovals>();
            ApprovalRecord approval = (approvalId.Length == 0 ? null : await desk.GetAsync(of, approvalId, cancellationToken)) ?? throw NotFound(approvalId, of);
            await using StreamWriter output = host.CreateWriter();
            ApprovalText.WriteDetails(approval, output);
            await output.FlushAsync(cancellationToken);
            if (approval.State == ApprovalState.Pending && !parse.GetValue(yes))
                await ConfirmAsync(host, verb, cancellationToken);
            ApprovalDecisionResult result = await desk.DecideAsync(approvalId, decision, new ApproverIdentity(of, host.Identity), parse.GetValue(reason), cancellationToken);
            RequireDecided(result, approvalId, of);
            await output.WriteLineAsync($"{ApprovalText.Name(result.Approval!.State)} by {Printable.Text(host.Identity)}");
            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task ConfirmAsync(CliHost host, string verb, CancellationToken cancellationToken)
    {
        if (!host.IsInteractive)
            throw CliFailure.Refused($"nobody can be asked whether to {verb} this; say --yes");
        host.Error.Write($"{verb} this? [y/N] ");
        host.Error.Flush();
        using StreamReader reader = new(host.In, Encoding.UTF8, leaveOpen: true);

        // A terminal's read cannot be cancelled, waiting for it can.
        string? answer = await reader.ReadLineAsync(cancellationToken).AsTask().WaitAsync(cancellationToken);
        if (answer?.Trim().ToLowerInvariant() is not ("y" or "yes"))
            throw new CliFailure(ExitCodes.NotDecided, "nothing was decided");
    }

    private static void RequireDecided(ApprovalDecisionResult result, string approvalId, string tenant)
    {
        string? why = result.Status switch
        {
            ApprovalDecisionStatus.Decided => null,
            ApprovalDecisionStatus.NotFound => throw NotFound(approvalId, tenant),
            ApprovalDecisionStatus.AlreadyDecided => $"it is {ApprovalText.Name(result.Approval!.State)} already",
            ApprovalDecisionStatus.RequesterCannotApprove => "the requester cannot decide their own approval",
            ApprovalDecisionStatus.RunEnded => "its run has ended",
            _ => throw new InvalidOperationException($"unknown status {result.Status}"),
        };
        if (why is not null)
            throw new CliFailure(ExitCodes.NotDecided, $"nothing was decided: {why}");
    }

    private static CliFailure NotFound(string approvalId, string tenant) => new(ExitCodes.NotFound, $"the tenant `{tenant}` has no approval `{approvalId}`");
}
