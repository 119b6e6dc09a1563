using System.CommandLine;
using Enterprise.Governance.Cli.Databases;
using Enterprise.Governance.Cli.Hosting;

namespace Enterprise.Governance.Cli.Migrations;

/// <summary><c>governance migrate</c>.</summary>
internal static class MigrateCommand
{
    internal static Command Create(CliHost host)
    {
        Option<bool> script = new("--script") { Description = "Write the SQL that makes an empty database, and touch none." };
        Option<string> store = new("--store") { Description = "The database that --script is for, when no connection says it.", DefaultValueFactory = static _ => "sqlite" };
        store.AcceptOnlyFromAmong("sqlite", "postgres");
        Option<string[]> grants = new("--grants")
        {
            Description = "With --script for PostgreSQL: add the rights of these three roles, which must exist.", HelpName = "APP REFRESHER AUDITOR", Arity = new ArgumentArity(3, 3), AllowMultipleArgumentsPerToken = true,
        };
        Option<string?> archivist = new("--archivist") { Description = "With --grants: add the rights of this fourth role, which archives runs.", HelpName = "ROLE" };
        Option<string?> connection = DatabaseLocation.CreateOption();
        Option<string?> schema = DatabaseLocation.CreateSchemaOption();
        ToolCommand command = new(
            "migrate",
            "Brings a database to the schema of this version, or writes the script.",
            """
            A SQLite file is created if it is missing; on PostgreSQL the role must be allowed to create the schema. What is lacking is
            applied, all or nothing; repeating it does nothing.

            Exit codes:
              0  done
              1  the database cannot be written
              2  wrong usage, or the database is of a newer or altered version

            """) { script, store, grants, archivist, connection, schema };
        command.Validators.Add(result =>
        {
            if (result.GetResult(grants) is not null && !result.GetValue(script))
                result.AddError("--grants needs --script");
            if (result.GetResult(archivist) is not null && result.GetResult(grants) is null)
                result.AddError("--archivist needs --grants");
        });
        command.SetAction(async (parse, cancellationToken) =>
        {
            await using StreamWriter output = host.CreateWriter();
            if (!parse.GetValue(script))
            {
                await output.WriteLineAsync(await DatabaseLocation.Find(parse.GetValue(connection), parse.GetValue(schema), host).MigrateAsync(host.Time, cancellationToken));
                return ExitCodes.Done;
            }

            string? given = parse.GetValue(connection) ?? (parse.GetResult(store) is { Implicit: false } && parse.GetValue(store) == "postgres" ? "Host=localhost" : null);
            DatabaseLocation location = given is null && host.Setting(DatabaseLocation.Variable) is null
                ? SqliteLocation.Of("governance.db", "governance.db")
                : DatabaseLocation.Find(given, parse.GetValue(schema), host);
            await output.WriteAsync(location.Script().AsMemory(), cancellationToken);
            if (parse.GetValue(grants) is { Length: 3 } roles)
                await output.WriteAsync(location.GrantScript(roles[0], roles[1], roles[2], parse.GetValue(archivist)).AsMemory(), cancellationToken);
            return ExitCodes.Done;
        });
        return command;
    }
}
