using System.CommandLine;
using Enterprise.Governance.Cli.Anchors;
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
        Option<bool> all = new("--all") { Description = "Verify every run, several at a time, as of one moment." };
        Option<bool> strict = new("--strict") { Description = "Also canonicalise every event again and compare." };
        Option<string?> checkpoint = new("--checkpoint") { Description = "Hold the log of anchors against this checkpoint, which somebody kept outside of the database; needs --key.", HelpName = "FILE" };
        VerifierKeyOptions keys = new();
        Option<string?> after = new("--after") { Description = "With --all: begin behind this run, where a verification was interrupted.", HelpName = "RUN_ID" };
        Option<bool> progress = new("--progress") { Description = "With --all: write to standard error, every second, how far it has come." };
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

            A log of anchors is looked at where the database has one: `anchored to N` says that a checkpoint covers the run up to event N. With
            --checkpoint the log must begin with what the checkpoint says: whoever has database, secrets and signing key cannot take that back.

            Of a run that was archived the bundle is told, by its SHA-256: `sha256sum FILE` says whether a file is that one.

            --all that is interrupted says after which run to go on with --after; what it has written stands.

            Exit codes:
              0  intact or archived
              1  the database cannot be read
              2  wrong usage, secret or schema, or a checkpoint that no given key has signed
              3  findings in at least one run, or in the log of anchors
              4  no such run
            130  interrupted

            """) { run, all, strict, checkpoint, after, progress, json, connection, schema, secretFile };
        keys.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetResult(run) is null == !result.GetValue(all))
                result.AddError("give either --run ID or --all");
            if (!result.GetValue(all) && (result.GetResult(after) is not null || result.GetValue(progress)))
                result.AddError("--after and --progress go with --all");
            if (result.GetResult(checkpoint) is not null != keys.AreGiven(result))
                result.AddError("--checkpoint and --key (or --key-file) need each other: a checkpoint proves nothing until its signature is verified");
        });
        command.SetAction(async (parse, cancellationToken) =>
        {
            string? runId = parse.GetValue(run);
            if (runId is not null && !GovernanceIdentifier.IsValid(runId, out string? problem))
                throw CliFailure.Refused($"the run id {problem}");
            LogHead? retained = parse.GetValue(checkpoint) is { } kept ? (await CheckpointFile.ReadAsync(kept, keys.Read(parse), host, cancellationToken)).Head : null;
            DatabaseLocation location = DatabaseLocation.Find(parse.GetValue(connection), parse.GetValue(schema), host).RequireExisting();
            ChainSealer sealer = new(AuditSecrets.Read(parse.GetValue(secretFile), location, host).CreateRing());
            await using OpenedDatabase database = await location.OpenWithLogAsync(host.Time, cancellationToken);
            if (retained is not null && database.Anchors is null)
                throw new CliFailure(ExitCodes.Findings, $"the database has no log of anchors, and the checkpoint says that there was one of {Counted.Of(retained.Size, "leaf", "leaves")}");
            await AuditKeyGuard.RequireSameKeysAsync(database.Ledger, sealer, cancellationToken);
            using ChainLedger ledger = new(database.Ledger, sealer, anchors: database.Anchors);
            await using VerifyOutput output = new(host, parse.GetValue(json));
            VerifyOptions options = new()
            {
                Strict = parse.GetValue(strict),
                Retained = retained,
                AfterRun = parse.GetValue(after),
                Progress = parse.GetValue(progress) ? new ProgressLines(host) : null,
            };
            return runId is null ? await VerifyAllAsync(ledger, options, output, host, cancellationToken) : await VerifyOneAsync(ledger, runId, options, output, cancellationToken);
        });
        return command;
    }

    private static async Task<int> VerifyOneAsync(ChainLedger ledger, string runId, VerifyOptions options, VerifyOutput output, CancellationToken cancellationToken)
    {
        bool ok = true;

        // A log that was made anew without the run has nothing to say of it: only the log as a whole shows that.
        if (options.Retained is not null && await ledger.VerifyLogAsync(options, cancellationToken) is { } log)
        {
            output.Write(log);
            ok = log.Ok;
        }

        if (await ledger.VerifyAsync(runId, options, cancellationToken) is { } report)
        {
            output.Write(report);
            ok &= report.Ok;
        }
        else if (ok)
        {
            throw new CliFailure(ExitCodes.NotFound, $"there is no run `{runId}`");
        }

        return ok ? ExitCodes.Done : ExitCodes.Findings;
    }

    private static async Task<int> VerifyAllAsync(ChainLedger ledger, VerifyOptions options, VerifyOutput output, CliHost host, CancellationToken cancellationToken)
    {
        bool ok = true;
        options = options with
        {
            LogVerified = log =>
            {
                output.Write(log);
                ok &= log.Ok;
            },
        };
        string? last = options.AfterRun;
        try
        {
            await foreach (VerifyReport report in ledger.VerifyAllAsync(options, cancellationToken))
            {
                output.Write(report);
                ok &= report.Ok;
                last = report.RunId;
            }
        }
        catch (OperationCanceledException) when (last is not null)
        {
            host.Complain($"interrupted{(ok ? "" : ", with findings")}; go on with --after {last}");
            throw;
        }

        output.WriteTotals();
        return ok ? ExitCodes.Done : ExitCodes.Findings;
    }
}
