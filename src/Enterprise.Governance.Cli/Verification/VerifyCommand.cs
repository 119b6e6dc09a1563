using System.CommandLine;
using Enterprise.Governance.Cli.Databases;
using Enterprise.Governance.Cli.Hosting;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Cli.Verification;

/// <summary><c>governance verify</c>.</summary>
internal static class VerifyCommand
{
    internal static Command Create(CliHost host)
    {
        Option<string?> run = new("--run") { Description = "Verify this run.", HelpName = "ID" };
        Option<bool> all = new("--all") { Description = "Verify every run, in one snapshot." };
        Option<bool> strict = new("--strict") { Description = "Also canonicalise every event again and compare." };
        Option<bool> json = new("--json") { Description = "Write one report as a JSON object a line." };
        Option<string?> connection = DatabaseLocation.CreateOption();
        Option<string?> schema = DatabaseLocation.CreateSchemaOption();
        Option<string?> secretFile = AuditSecrets.CreateOption();
        ToolCommand command = new(
            "verify",
            "Verifies the hash chains of runs, without writing anything.",
            """
            The database is opened for reading only: it is not created or migrated, and no audit key is registered or activated.
            No output contains a hash that is not in the database. Personal values that were erased are listed as redacted; the run is
            intact all the same.

            Exit codes:
              0  intact
              1  the database cannot be read
              2  wrong usage, secret or schema
              3  findings in at least one run
              4  no such run

            """) { run, all, strict, json, connection, schema, secretFile };
        command.Validators.Add(result =>
        {
            if (result.GetResult(run) is null == !result.GetValue(all))
                result.AddError("give either --run ID or --all");
        });
        command.SetAction(async (parse, cancellationToken) =>
        {
            string? runId = parse.GetValue(run);
            if (runId is not null && !GovernanceIdentifier.IsValid(runId, out string? problem))
                throw CliFailure.Refused($"the run id {problem}");
            DatabaseLocation location = DatabaseLocation.Find(parse.GetValue(connection), parse.GetValue(schema), host).RequireExisting();
            ChainSealer sealer = new(AuditSecrets.Read(parse.GetValue(secretFile), location, host).CreateRing());
            await using OpenedDatabase database = location.OpenForReading(host.Time);
            await AuditKeyGuard.RequireSameKeysAsync(database.Ledger, sealer, cancellationToken);
            using ChainLedger ledger = new(database.Ledger, sealer);
            await using VerifyOutput output = new(host, parse.GetValue(json));
            VerifyOptions options = new() { Strict = parse.GetValue(strict) };
            if (runId is null)
                return await VerifyAllAsync(ledger, options, output, cancellationToken);
            VerifyReport report = await ledger.VerifyAsync(runId, options, cancellationToken) ?? throw new CliFailure(ExitCodes.NotFound, $"there is no run `{runId}`");
            output.Write(report);
            return report.Ok ? ExitCodes.Done : ExitCodes.Findings;
        });
        return command;
    }

    private static async Task<int> VerifyAllAsync(ChainLedger ledger, VerifyOptions options, VerifyOutput output, CancellationToken cancellationToken)
    {
        bool ok = true;
        await foreach (VerifyReport report in ledger.VerifyAllAsync(options, cancellationToken))
        {
            output.Write(report);
            ok &= report.Ok;
        }

        output.WriteTotals();
        return ok ? ExitCodes.Done : ExitCodes.Findings;
    }
}
