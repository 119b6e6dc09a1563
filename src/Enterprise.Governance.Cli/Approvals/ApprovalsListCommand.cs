using System.CommandLine;
using System.Security.Cryptography;
using Enterprise.Governance.Cli.Databases;
using Enterprise.Governance.Cli.Hosting;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Cli.Approvals;

/// <summary><c>governance approvals list</c>.</summary>
internal static class ApprovalsListCommand
{
    internal static Command Create(CliHost host)
    {
        Option<string?> tenant = new("--tenant") { Description = "Only this tenant's; without it, those of all tenants.", HelpName = "TENANT" };
        Option<string> state = new("--state") { Description = "Only those in this state.", DefaultValueFactory = static _ => "pending" };
        state.AcceptOnlyFromAmong("pending", "approved", "denied", "expired", "any");
        Option<int> limit = new("--limit") { Description = "The most to list, newest first: 1 to 1000.", DefaultValueFactory = static _ => 100, HelpName = "N" };
        limit.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 1000)
                result.AddError("`--limit` must be from 1 to 1000");
        });
        Option<bool> json = new("--json") { Description = "Write one approval as a JSON object a line." };
        Option<string?> connection = DatabaseLocation.CreateOption();
        Option<string?> schema = DatabaseLocation.CreateSchemaOption();
        ToolCommand command = new(
            "list",
            "Lists approvals, newest first, with the arguments exactly as they would be executed.",
            """
            Only reads, and needs no secret.

            Exit codes:
              0  done
              1  the database cannot be read
              2  wrong usage or schema, or approvals are off

            """) { tenant, state, limit, json, connection, schema };
        command.SetAction(async (parse, cancellationToken) =>
        {
            ApprovalsCommand.RequireEnabled(host);
            string? of = parse.GetValue(tenant);
            if (of is not null && !GovernanceIdentifier.IsValid(of, out string? problem))
                throw CliFailure.Refused($"the tenant {problem}");
            ApprovalQuery query = new(of) { State = parse.GetValue(state) is { } name and not "any" ? Enum.Parse<ApprovalState>(name, ignoreCase: true) : null, Limit = parse.GetValue(limit) };
            await using OpenedDatabase database = DatabaseLocation.Find(parse.GetValue(connection), parse.GetValue(schema), host).RequireExisting().OpenForReading(host.Time, DatabaseNeeds.Runs);

            // Listing seals nothing; a key that nobody else has could not sign anything either.
            ChainSealer sealer = new(new AuditKeyRing(new AuditKey("unused", Convert.ToHexString(RandomNumberGenerator.GetBytes(32)))));
            IReadOnlyList<ApprovalRecord> approvals = await database.Approvals(sealer).ListAsync(query, cancellationToken);
            await using StreamWriter output = host.CreateWriter();
            if (parse.GetValue(json))
                ApprovalJson.Write(approvals, output);
            else
                ApprovalText.WriteTable(approvals, Screen.Create(host, output));
            return ExitCodes.Done;
        });
        return command;
    }
}
