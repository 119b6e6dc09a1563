using System.CommandLine;
using Enterprise.Governance.Cli.Databases;
using Enterprise.Governance.Cli.Hosting;
using Enterprise.Governance.Sqlite;

namespace Enterprise.Governance.Cli.Migrations;

/// <summary><c>governance migrate</c>.</summary>
internal static class MigrateCommand
{
    internal static Command Create(CliHost host)
    {
        Option<bool> script = new("--script") { Description = "Write the SQL that makes an empty database, and touch none." };
        Option<string?> connection = DatabaseLocation.CreateOption();
        ToolCommand command = new(
            "migrate",
            "Brings a SQLite database to the schema of this version, or writes the script.",
            """
            The file is created if it is missing. What it lacks is applied, all or nothing; repeating it does nothing.

            Exit codes:
              0  done
              1  the database cannot be written
              2  wrong usage, or the database is of a newer or altered version

            """) { script, connection };
        command.SetAction(async (parse, cancellationToken) =>
        {
            await using StreamWriter output = host.CreateWriter();
            if (parse.GetValue(script))
            {
                await output.WriteAsync(GovernanceSqliteSchema.Script(SqliteFeatures.All).AsMemory(), cancellationToken);
                return ExitCodes.Done;
            }

            DatabaseLocation location = DatabaseLocation.Find(parse.GetValue(connection), host);
            bool isNew = !File.Exists(location.FilePath);
            await using GovernanceSqliteDatabase database = new(
                new GovernanceSqliteOptions { ConnectionString = location.Create, SchemaMode = SchemaMode.Apply, Features = SqliteFeatures.All }, host.Time);
            await database.OpenAsync(cancellationToken);
            await output.WriteLineAsync($"{Printable.Text(location.FilePath)}: {(isNew ? "created with" : "has")} the schema of this version");
            return ExitCodes.Done;
        });
        return command;
    }
}
