using System.CommandLine;
using Enterprise.Governance.Anchoring;
using Enterprise.Governance.Cli.Anchors;
using Enterprise.Governance.Cli.Backtesting;
using Enterprise.Governance.Cli.Databases;
using Enterprise.Governance.Cli.Hosting;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Cli.Archives;

/// <summary><c>governance archive</c>.</summary>
internal static class ArchiveCommand
{
    internal static Command Create(CliHost host)
    {
        Option<string?> before = TimeBound.CreateOption("--before", "Archive runs whose last event is older.");
        before.Required = true;
        Option<string?> to = new("--to") { Description = "The directory for the bundles; it is created.", HelpName = "DIRECTORY" };
        Option<string?> run = new("--run") { Description = "Archive this run alone.", HelpName = "RUN" };
        Option<string?> after = new("--after") { Description = "Begin behind this run, where a call before has stopped.", HelpName = "RUN" };
        Option<int> limit = new("--limit") { Description = "Read at most so many runs.", HelpName = "N", DefaultValueFactory = static _ => 1_000 };
        Option<bool> personal = new("--personal") { Description = "Archive runs with personal values too: these go into a file beside the bundle, readable by its owner only." };
        Option<bool> dryRun = new("--dry-run") { Description = "Verify and measure, but write and delete nothing." };
        Option<bool> json = new("--json") { Description = "Write one JSON object a run." };
        Option<string?> signingKeyFile = SigningKeyFile.CreateOption();
        VerifierKeyOptions formerKeys = new();
        Option<string?> connection = DatabaseLocation.CreateOption();
        Option<string?> schema = DatabaseLocation.CreateSchemaOption();
        Option<string?> secretFile = AuditSecrets.CreateOption();
        ToolCommand command = new(
            "archive",
            "Turns old runs into evidence bundles and deletes their events; the log of anchors keeps a tombstone of each.",
            """
            A run is archived if it has ended, nothing of it is open, its last event is older than DATE, the log of anchors covers it, and it
            verifies. Its bundle is on disk, read back and verified before one transaction signs the tombstone and deletes the events. The
            bundle's name is its SHA-256, which the tombstone has and `governance verify` shows.
            That needs the audit keys and the signing key of the log, and on PostgreSQL the archivist's role. --key names public keys that
            signed checkpoints of the log before. A host publishes the new checkpoints.
            --limit counts the runs that are archived and those that do not verify, so that a call comes to an end in a damaged database;
            --after goes on behind them.

            Exit codes:
              0  done; runs that were skipped are named
              1  the database cannot be written, a file cannot, or another process is anchoring: try again
              2  wrong usage, key, secret or schema; the run that --run names must stay
              3  a run does not verify, or the log was altered
              4  no such run

            """) { before, to, run, after, limit, personal, dryRun, json, signingKeyFile, connection, schema, secretFile };
        formerKeys.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetResult(to) is null != result.GetValue(dryRun))
                result.AddError("give either --to DIRECTORY or --dry-run");
            if (result.GetValue(to) is "")
                result.AddError("--to needs the name of a directory");
            if (result.GetResult(limit) is { } count && !count.Errors.Any() && result.GetValue(limit) < 1)
                result.AddError("--limit must be at least 1");
            if (result.GetResult(run) is not null && result.GetResult(after) is not null)
                result.AddError("--after goes with all runs, not with --run");
        });
        command.SetAction(async (parse, cancellationToken) =>
        {
            (string? runId, string? directory) = (parse.GetValue(run), parse.GetValue(to));
            if (runId is not null && !GovernanceIdentifier.IsValid(runId, out string? problem))
                throw CliFailure.Refused($"the run id {problem}");
            if (File.Exists(directory))
                throw CliFailure.Refused($"`{directory}` is a file; name a directory");
            ArchiveRequest request = new()
            {
                Before = TimeBound.Read(parse.GetValue(before), "--before", host.Time.GetUtcNow())!.Value,
                Directory = directory,
                RunId = runId,
                AfterRun = parse.GetValue(after),
                Limit = parse.GetValue(limit),
                IncludePersonalValues = parse.GetValue(personal),
            };
            DatabaseLocation location = DatabaseLocation.Find(parse.GetValue(connection), parse.GetValue(schema), host).RequireExisting();
            using NoteSigningKey key = SigningKeyFile.Read(parse.GetValue(signingKeyFile), host);
            AnchoringOptions options = new() { SigningKey = key.Export() };
            foreach (NoteVerifierKey former in formerKeys.Read(parse))
                options.PreviousKeys.Add(former.ToString());
            AuditKeyRing ring = AuditSecrets.Read(parse.GetValue(secretFile), location, host).CreateRing();
            await using OpenedDatabase database = location.OpenForAnchoring(host.Time, DatabaseNeeds.Evidence);
            await AuditKeyGuard.RequireSameKeysAsync(database.Ledger, new ChainSealer(ring), cancellationToken);
            using RunArchiver archiver = new(database.Anchors!, ring, options, database.PolicySets.ReadAsync);
            await using ArchiveOutput output = new(host, parse.GetValue(json));
            await foreach (ArchiveResult result in archiver.ArchiveAsync(request, cancellationToken))
                output.Write(result);
            output.WriteTotals();
            return output.HasFindings ? ExitCodes.Findings : runId is not null ? output.CodeOfLast : ExitCodes.Done;
        });
        return command;
    }
}
