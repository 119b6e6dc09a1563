using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Enterprise.Governance.Anchoring;
using Enterprise.Governance.Cli.Databases;
using Enterprise.Governance.Cli.Hosting;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Cli.Anchors;

/// <summary><c>governance consistency</c>.</summary>
internal static class ConsistencyCommand
{
    internal static Command Create(CliHost host)
    {
        Argument<string> older = new("OLD") { Description = "The older checkpoint." }, newer = new("NEW") { Description = "The newer checkpoint." };
        Option<bool> proof = new("--proof") { Description = "Also write the proof: hashes in the order of RFC 6962, one a line." };
        Option<bool> json = new("--json") { Description = "Write one JSON object." };
        VerifierKeyOptions keyOptions = new();
        Option<string?> connection = DatabaseLocation.CreateOption();
        Option<string?> schema = DatabaseLocation.CreateSchemaOption();
        ToolCommand command = new(
            "consistency",
            "Proves that the log of a newer checkpoint begins with that of an older one: nothing was removed, altered or put in between.",
            """
            Both signatures are verified. The proof is made of the database's log, and checked against the two checkpoints alone: a forged
            database can fail to give a proof, but not give a false one. No secret is needed.

            Exit codes:
              0  consistent
              1  the database cannot be read
              2  wrong usage or schema; a file is no checkpoint, is signed by no given key, or is of another log; OLD is the larger one
              3  not consistent, or the database cannot prove it

            """) { older, newer, proof, json, connection, schema };
        keyOptions.AddTo(command);
        command.Validators.Add(result =>
        {
            if (!keyOptions.AreGiven(result))
                result.AddError("give --key VKEY or --key-file FILE: a checkpoint proves nothing until its signature is verified");
        });
        command.SetAction(async (parse, cancellationToken) =>
        {
            IReadOnlyList<NoteVerifierKey> keys = keyOptions.Read(parse);
            string oldName = parse.GetRequiredValue(older), newName = parse.GetRequiredValue(newer);
            Checkpoint before = (await CheckpointFile.ReadAsync(oldName, keys, host, cancellationToken)).Checkpoint, after = (await CheckpointFile.ReadAsync(newName, keys, host, cancellationToken)).Checkpoint;
            if (before.Origin != after.Origin)
                throw CliFailure.Refused($"the checkpoints are of two logs, `{before.Origin}` and `{after.Origin}`");
            if (before.Size > after.Size)
                throw CliFailure.Refused(string.Create(CultureInfo.InvariantCulture, $"`{oldName}` has {before.Size} leaves and `{newName}` {after.Size}; give the smaller one first"));
            await using OpenedDatabase database = DatabaseLocation.Find(parse.GetValue(connection), parse.GetValue(schema), host).RequireExisting().OpenForReading(host.Time, DatabaseNeeds.Log);
            ConsistencyResult result = await ConsistencyResult.FindAsync(database.Anchors!, before, after, cancellationToken);
            await using StreamWriter output = host.CreateWriter();
            if (parse.GetValue(json))
                JsonLine.Write(output, writer => Write(before, after, result, parse.GetValue(proof), writer));
            else
                Write(before, after, result, parse.GetValue(proof), output);
            return result.IsConsistent ? ExitCodes.Done : ExitCodes.Findings;
        });
        return command;
    }

    private static void Write(Checkpoint before, Checkpoint after, ConsistencyResult result, bool withProof, TextWriter output)
    {
        string claim = string.Create(CultureInfo.InvariantCulture, $"the log of {Counted.Of(after.Size, "leaf", "leaves")} begins with that of {before.Size}");
        output.WriteLine(result.Problem is null ? $"consistent: {claim}" : $"{result.Finding}: {result.Problem}");
        if (withProof)
        {
            foreach (MerkleHash hash in result.Proof)
                output.WriteLine(hash.ToString());
        }
    }

    private static void Write(Checkpoint before, Checkpoint after, ConsistencyResult result, bool withProof, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteBoolean("consistent"u8, result.IsConsistent);
        json.WriteString("finding"u8, result.Finding);
        json.WriteString("origin"u8, after.Origin);
        WriteHead("old", before);
        WriteHead("new", after);
        if (withProof)
        {
            json.WriteStartArray("proof"u8);
            foreach (MerkleHash hash in result.Proof)
                json.WriteStringValue(hash.ToString());
            json.WriteEndArray();
        }

        json.WriteEndObject();

        void WriteHead(string name, Checkpoint checkpoint)
        {
            json.WriteStartObject(name);
            json.WriteNumber("size"u8, checkpoint.Size);
            json.WriteString("root"u8, checkpoint.Root.ToString());
            json.WriteEndObject();
        }
    }
}
