using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Enterprise.Governance.Anchoring;
using Enterprise.Governance.Cli.Databases;
using Enterprise.Governance.Cli.Hosting;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Cli.Anchors;

/// <summary><c>governance checkpoint</c>.</summary>
internal static class CheckpointCommand
{
    internal static Command Create(CliHost host)
    {
        Option<long?> size = new("--size") { Description = "The checkpoint over this many leaves; without it, the largest.", HelpName = "N" };
        Option<bool> anchor = new("--anchor") { Description = "First anchor what has changed and sign a new checkpoint; needs the audit keys and the signing key." };
        Option<string?> signingKeyFile = SigningKeyFile.CreateOption();
        Option<bool> json = new("--json") { Description = "Write one JSON object: origin, size, root, times, who signed, and the note." };
        VerifierKeyOptions keyOptions = new();
        Option<string?> connection = DatabaseLocation.CreateOption();
        Option<string?> schema = DatabaseLocation.CreateSchemaOption();
        Option<string?> secretFile = AuditSecrets.CreateOption();
        ToolCommand command = new(
            "checkpoint",
            "Writes the signed checkpoint of the log of anchors, to be kept where whoever has the database cannot change it.",
            """
            The note is written byte for byte: `governance checkpoint > kept.txt` keeps it, and `governance verify --all --checkpoint kept.txt
            --key VKEY` holds the database against it. With --key the note is written only if one of the keys has signed it.

            --anchor does one round of the anchorer, which a host with AddGovernanceAnchoring() does by itself. It goes on from a checkpoint
            that the signing key or a --key has signed, and from no other. Sinks are the host's: it still publishes what was made here.

            Exit codes:
              0  done
              1  the database cannot be read or written
              2  wrong usage, key, secret or schema
              3  the log was altered, no --key has signed the checkpoint, or runs that do not verify were not anchored
              4  no such checkpoint

            """) { size, anchor, signingKeyFile, json, connection, schema, secretFile };
        keyOptions.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(anchor) && result.GetResult(size) is not null)
                result.AddError("--anchor makes the largest checkpoint; leave --size out");
            if (!result.GetValue(anchor) && result.GetResult(signingKeyFile) is not null)
                result.AddError("--signing-key-file needs --anchor");
        });
        command.SetAction(async (parse, cancellationToken) =>
        {
            IReadOnlyList<NoteVerifierKey> keys = keyOptions.Read(parse);
            DatabaseLocation location = DatabaseLocation.Find(parse.GetValue(connection), parse.GetValue(schema), host).RequireExisting();
            bool isAnchoring = parse.GetValue(anchor), hasRefused = false;
            await using OpenedDatabase database = isAnchoring ? location.OpenForAnchoring(host.Time) : location.OpenForReading(host.Time, DatabaseNeeds.Log);
            if (isAnchoring)
            {
                using NoteSigningKey key = SigningKeyFile.Read(parse.GetValue(signingKeyFile), host);
                AuditKeyRing ring = AuditSecrets.Read(parse.GetValue(secretFile), location, host).CreateRing();
                await AuditKeyGuard.RequireSameKeysAsync(database.Ledger, new ChainSealer(ring), cancellationToken);
                hasRefused = await AnchoringRoundRunner.RunAsync(database.Anchors!, ring, key, keys, host, cancellationToken);
                keys = [key.VerifierKey, .. keys];
            }

            StoredCheckpoint? stored = await FindAsync(database.Anchors!, parse.GetValue(size), cancellationToken);
            if (stored is not null)
                await WriteAsync(stored, keys, parse.GetValue(json), host, cancellationToken);
            else if (hasRefused)
                host.Complain("the log has no checkpoint");
            else
                throw new CliFailure(ExitCodes.NotFound, parse.GetValue(size) is { } wanted ? $"the log has no checkpoint over {Leaves(wanted)}" : "the log has no checkpoint");
            return hasRefused ? ExitCodes.Findings : ExitCodes.Done;
        });
        return command;
    }

    private static async Task<StoredCheckpoint?> FindAsync(IAnchorStore anchors, long? size, CancellationToken cancellationToken)
    {
        await using IAnchorSnapshot snapshot = await anchors.OpenSnapshotAsync(cancellationToken);
        return await snapshot.ReadCheckpointAsync(size, cancellationToken);
    }

    /// <summary>Writes what is stored, once it is what it should be: whoever keeps it keeps proof, and no text that a forger chose reaches a terminal.</summary>
    private static async Task WriteAsync(StoredCheckpoint stored, IReadOnlyList<NoteVerifierKey> keys, bool isJson, CliHost host, CancellationToken cancellationToken)
    {
        if (!SignedNote.TryParse(Encoding.UTF8.GetBytes(stored.Note), out SignedNote? note, out _) || !Checkpoint.TryParse(note.Text, out Checkpoint? checkpoint)
            || checkpoint.Size != stored.Size || checkpoint.Root != stored.Root)
            throw new CliFailure(ExitCodes.Findings, $"the stored checkpoint over {Leaves(stored.Size)} is no signed note of that size and root; it was altered");
        if (keys.Count > 0 && CheckpointFile.FindProblem(note, checkpoint, keys) is { } problem)
            throw new CliFailure(ExitCodes.Findings, $"the stored checkpoint over {Leaves(stored.Size)} {problem}");
        await using StreamWriter output = host.CreateWriter();
        if (isJson)
            JsonLine.Write(output, writer => Write(stored, note, checkpoint, writer));
        else
            await output.WriteAsync(stored.Note.AsMemory(), cancellationToken);
    }

    private static void Write(StoredCheckpoint stored, SignedNote note, Checkpoint checkpoint, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("origin"u8, checkpoint.Origin);
        json.WriteNumber("size"u8, checkpoint.Size);
        json.WriteString("root"u8, checkpoint.Root.ToString());
        json.WriteString("created_at"u8, Time(stored.CreatedAt));
        json.WriteString("published_at"u8, stored.PublishedAt is { } published ? Time(published) : null);
        json.WriteStartArray("signatures"u8);
        foreach (NoteSignature signature in note.Signatures)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, signature.Name);
            json.WriteString("key_id"u8, signature.KeyId.ToString("x8", CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("note"u8, stored.Note);
        json.WriteEndObject();
    }

    private static string Leaves(long count) => Counted.Of(count, "leaf", "leaves");

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
