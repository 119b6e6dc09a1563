using System.CommandLine;
using Enterprise.Governance.Anchoring;
using Enterprise.Governance.Cli.Anchors;
using Enterprise.Governance.Cli.Databases;
using Enterprise.Governance.Cli.Hosting;

namespace Enterprise.Governance.Cli.Bundles;

/// <summary><c>governance verify-bundle</c>.</summary>
internal static class VerifyBundleCommand
{
    internal static Command Create(CliHost host)
    {
        Argument<string> file = new("FILE") { Description = "The bundle; `-` for standard input." };
        VerifierKeyOptions key = new();
        Option<string?> personal = new("--personal") { Description = "The file with the personal values, to be held against the events.", HelpName = "FILE" };
        Option<string?> secretFile = new("--secret-file") { Description = "A file that holds the audit secret, or the JSON array of AUDIT_KEYS_JSON, to check the chained hashes too.", HelpName = "PATH" };
        Option<bool> json = new("--json") { Description = "Write the report as a JSON object." };
        ToolCommand command = new(
            "verify-bundle",
            "Verifies an evidence bundle, without a database.",
            """
            Proves that every text in the bundle is the one that a checkpoint commits to, and that a key which is trusted has signed that. The
            audit secret is not needed for it. Keys come from elsewhere than the bundle; one of the log is needed, witnesses' are held too. A bundle proves what the log holds, not that the log holds all there is.

            Exit codes:
              0  holds
              1  a file cannot be read
              2  wrong usage, no key, or no such file
              3  findings: the bundle does not hold

            """) { file, personal, secretFile, json };
        key.AddTo(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            IReadOnlyList<NoteVerifierKey> keys = key.Read(parse);
            if (keys.Count == 0)
                throw CliFailure.Refused("no key is trusted; use --key NAME+KEYID+BASE64 with the public key of the log");
            (string name, string? personalName, string? secrets) = (parse.GetRequiredValue(file), parse.GetValue(personal), parse.GetValue(secretFile));
            if (name == "-" && personalName == "-")
                throw CliFailure.Refused("only one file can be standard input");
            await using Stream bundle = host.OpenInput(name);
            await using Stream? values = personalName is null ? null : host.OpenInput(personalName);
            EvidenceReport report = await EvidenceBundle.VerifyAsync(
                bundle,
                new EvidenceVerifyOptions { Keys = keys, AuditKeys = secrets is null ? null : AuditSecrets.FromFile(secrets, "the secret file").CreateRing(), Personal = values },
                cancellationToken);
            await using EvidenceOutput output = new(host, parse.GetValue(json));
            output.Write(report);
            return report.Ok ? ExitCodes.Done : ExitCodes.Findings;
        });
        return command;
    }
}
