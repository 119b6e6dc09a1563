using System.CommandLine;
using Enterprise.Governance.Cli.Databases;
using Enterprise.Governance.Cli.Hosting;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Cli.Keys;

/// <summary><c>governance keys list</c>.</summary>
internal static class KeysListCommand
{
    internal static Command Create(CliHost host)
    {
        Option<bool> json = new("--json") { Description = "Write one key as a JSON object a line." };
        Option<string?> connection = DatabaseLocation.CreateOption();
        Option<string?> schema = DatabaseLocation.CreateSchemaOption();
        Option<string?> secretFile = AuditSecrets.CreateOption();
        ToolCommand command = new(
            "list",
            "Shows of every audit key which events it made, and whether it is in the ring that is given.",
            """
            Needs no secret. With one, `ring` says of each key `active`, `yes`, `no`, or `differs` if the ring has another secret under its id.
            The events are counted as they are stored; whether they hold, `governance verify` tells. A key that events name and the database
            does not know has no algorithm.

            Exit codes:
              0  done
              1  the database cannot be read
              2  wrong usage, secret or schema

            """) { json, connection, schema, secretFile };
        command.SetAction(async (parse, cancellationToken) =>
        {
            DatabaseLocation location = DatabaseLocation.Find(parse.GetValue(connection), parse.GetValue(schema), host).RequireExisting();
            IReadOnlyList<AuditKeyRecord>? ring = AuditSecrets.Find(parse.GetValue(secretFile), location, host) is { } secrets ? new ChainSealer(secrets.CreateRing()).DescribeKeys() : null;
            await using OpenedDatabase database = location.OpenForReading(host.Time);
            IReadOnlyList<ListedKey> keys = await ListedKey.ReadAsync(database.Ledger, ring, cancellationToken);
            await using StreamWriter output = host.CreateWriter();
            if (parse.GetValue(json))
                KeyOutput.WriteJson(keys, output);
            else
                KeyOutput.WriteTable(keys, Screen.Create(host, output));
            return ExitCodes.Done;
        });
        return command;
    }
}
