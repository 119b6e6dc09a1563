using System.CommandLine;
using Enterprise.Governance.Anchoring;
using Enterprise.Governance.Cli.Anchors;
using Enterprise.Governance.Cli.Databases;
using Enterprise.Governance.Cli.Hosting;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Cli.Bundles;

/// <summary><c>governance bundle</c>.</summary>
internal static class BundleCommand
{
    internal static Command Create(CliHost host)
    {
        Argument<string> run = new("RUN") { Description = "The run." };
        Option<string?> to = new("--to") { Description = "Write the bundle to this file, as a whole or not at all. Without it, to standard output.", HelpName = "FILE" };
        Option<string?> personal = new("--personal") { Description = "Write the personal values that are still stored to this file, readable by its owner only. They are never in the bundle.", HelpName = "FILE" };
        VerifierKeyOptions key = new();
        Option<string?> connection = DatabaseLocation.CreateOption();
        Option<string?> schema = DatabaseLocation.CreateSchemaOption();
        Option<string?> secretFile = AuditSecrets.CreateOption();
        ToolCommand command = new(
            "bundle",
            "Writes the evidence bundle of a run: one file that anybody can verify without the database.",
            """
            The run is verified first, its texts canonicalised again; there is no bundle of one that does not verify. The bundle has the
            events up to the last checkpoint; events behind it are counted on standard error. It is the same, byte for byte, whenever it
            is made of the same events. Its checkpoint must be signed by a key of the log: one that is given, or that of GOVERNANCE_SIGNING_KEY.
            `governance verify-bundle` and docs/verify/verify_bundle.py verify it.

            Exit codes:
              0  written
              1  the database cannot be read, or a file cannot be written
              2  wrong usage, secret or schema; the run is in no checkpoint, or in none that a given key has signed
              3  the run does not verify
              4  no such run

            """) { run, to, personal, connection, schema, secretFile };
        key.AddTo(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            string runId = parse.GetRequiredValue(run);
            if (!GovernanceIdentifier.IsValid(runId, out string? problem))
                throw CliFailure.Refused($"the run id {problem}");
            (string? bundleFile, string? personalFile) = (parse.GetValue(to), parse.GetValue(personal));
            if (bundleFile is not null && personalFile is not null && Path.GetFullPath(bundleFile) == Path.GetFullPath(personalFile))
                throw CliFailure.Refused("--to and --personal name the same file");
            IReadOnlyList<NoteVerifierKey> keys = key.Read(parse) is { Count: > 0 } given ? given : [LogKeys.OfEnvironment(host)];
            DatabaseLocation location = DatabaseLocation.Find(parse.GetValue(connection), parse.GetValue(schema), host).RequireExisting();
            AuditKeyRing ring = AuditSecrets.Read(parse.GetValue(secretFile), location, host).CreateRing();
            await using OpenedDatabase database = location.OpenForReading(host.Time, DatabaseNeeds.Evidence);
            await AuditKeyGuard.RequireSameKeysAsync(database.Ledger, new ChainSealer(ring), cancellationToken);
            EvidenceBundler bundler = new(database.Anchors!, ring, keys, database.PolicySets.ReadAsync);
            await using IEvidenceExport export = await bundler.OpenAsync(runId, cancellationToken);
            EvidenceSummary summary = await WriteAsync(export, host, bundleFile, personalFile, cancellationToken);
            Tell(host, export, summary, personalFile is not null);
            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task<EvidenceSummary> WriteAsync(IEvidenceExport export, CliHost host, string? bundleFile, string? personalFile, CancellationToken cancellationToken)
    {
        EvidenceSummary summary = null!;
        await IntoAsync(bundleFile, host, isPrivate: false, bundle => personalFile is null
            ? WriteBothAsync(bundle, null)
            : IntoAsync(personalFile, host, isPrivate: true, personal => WriteBothAsync(bundle, personal)));
        return summary;

        async Task WriteBothAsync(Stream bundle, Stream? personal) => summary = await export.WriteAsync(bundle, personal, cancellationToken);
    }

    private static Task IntoAsync(string? file, CliHost host, bool isPrivate, Func<Stream, Task> write) =>
        file is null ? write(host.Out) : FileReplacement.WriteAsync(file, isPrivate, write);

    private static void Tell(CliHost host, IEvidenceExport export, EvidenceSummary summary, bool hasPersonal)
    {
        string missing = summary.MissingPolicySets == 0 ? "" : $" ({summary.MissingPolicySets} without document)";
        string values = hasPersonal ? $", {Counted.Of(summary.PersonalValues, "personal value")} in a file of their own" : "";
        host.Complain($"{Counted.Of(export.Events, "event")}, {Counted.Of(summary.PolicySets, "policy set")}{missing}{values}; sha256 {summary.Sha256}");
        if (export.Unanchored > 0)
            host.Complain($"not in the bundle, since in no checkpoint yet: {Counted.Of(export.Unanchored, "later event")}");
    }
}
