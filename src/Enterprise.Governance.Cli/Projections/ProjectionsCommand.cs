using System.CommandLine;
using System.Globalization;
using Enterprise.Governance.Cli.Databases;
using Enterprise.Governance.Cli.Hosting;
using Enterprise.Governance.Projections;

namespace Enterprise.Governance.Cli.Projections;

/// <summary><c>governance projections</c>: how lists stand, refreshed or computed anew.</summary>
internal static class ProjectionsCommand
{
    private const string Codes =
        """
        Exit codes:
          0  done
          1  the database cannot be read or written
          2  wrong usage or schema, or no such projection
          3  --verify found rows that differ

        """;

    internal static Command Create(CliHost host) => new("projections", "Lists projections, refreshes them, computes them anew.") { CreateList(host), CreateRefresh(host), CreateRebuild(host) };

    private static Command CreateList(CliHost host)
    {
        Option<string?> connection = DatabaseLocation.CreateOption(), schema = DatabaseLocation.CreateSchemaOption();
        ToolCommand command = new("list", "Lists projections: mode, moment, and whether changes wait or the last refresh failed.", Codes) { connection, schema };
        command.SetAction(async (parse, cancellationToken) =>
        {
            await using OpenedProjections projections = Open(parse, connection, schema, host);
            await using StreamWriter output = host.CreateWriter();
            foreach (ProjectionDefinition definition in await projections.FindAsync(cancellationToken))
                Write(output, await projections.Store.GetStatusAsync(definition, cancellationToken));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command CreateRefresh(CliHost host)
    {
        Argument<string> name = Name();
        Option<string?> connection = DatabaseLocation.CreateOption(), schema = DatabaseLocation.CreateSchemaOption();
        ToolCommand command = new("refresh", "Brings a projection up to date. On PostgreSQL the role needs the rights of the refresher.", Codes) { name, connection, schema };
        command.SetAction(async (parse, cancellationToken) =>
        {
            await using OpenedProjections projections = Open(parse, connection, schema, host);
            ProjectionDefinition definition = await FindAsync(projections, parse.GetRequiredValue(name), cancellationToken);
            await using StreamWriter output = host.CreateWriter();
            Write(output, await projections.Store.RefreshAsync(definition, cancellationToken));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command CreateRebuild(CliHost host)
    {
        Argument<string> name = Name();
        Option<bool> verify = new("--verify") { Description = "First count the rows that differ from a fresh computation although every change that was told is taken in." };
        Option<string?> connection = DatabaseLocation.CreateOption(), schema = DatabaseLocation.CreateSchemaOption();
        ToolCommand command = new("rebuild", "Computes a projection anew, in place; readers keep what they have until it is done.", Codes) { name, verify, connection, schema };
        command.SetAction(async (parse, cancellationToken) =>
        {
            await using OpenedProjections projections = Open(parse, connection, schema, host);
            ProjectionDefinition definition = await FindAsync(projections, parse.GetRequiredValue(name), cancellationToken);
            ProjectionRebuild rebuild = await projections.Store.RebuildAsync(definition, parse.GetValue(verify), cancellationToken);
            await using StreamWriter output = host.CreateWriter();
            Write(output, rebuild.Status);
            if (rebuild.Differences is { } differences)
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{differences} rows differed"));
            return rebuild.Differences > 0 ? ExitCodes.Findings : ExitCodes.Done;
        });
        return command;
    }

    private static Argument<string> Name() => new("NAME") { Description = "The projection, such as runs_mv." };

    private static OpenedProjections Open(ParseResult parse, Option<string?> connection, Option<string?> schema, CliHost host) =>
        DatabaseLocation.Find(parse.GetValue(connection), parse.GetValue(schema), host).RequireExisting().OpenProjections(host.Time);

    private static async ValueTask<ProjectionDefinition> FindAsync(OpenedProjections projections, string name, CancellationToken cancellationToken)
    {
        IReadOnlyList<ProjectionDefinition> all = await projections.FindAsync(cancellationToken);
        return all.FirstOrDefault(definition => definition.Name == name)
            ?? throw CliFailure.Refused($"there is no projection `{name}`; known are {string.Join(", ", all.Select(static definition => $"`{definition.Name}`"))}");
    }

    private static void Write(TextWriter output, ProjectionStatus status) => output.WriteLine(string.Join('\t', Printable.Text(status.Name),
        status.IsAlwaysFresh ? "view" : status.Mode == ProjectionMode.Incremental ? "incremental" : "materialized", status.AsOf.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
        status.IsRunning ? "refreshing" : status.LastFailureCode is { } code ? $"failed: {Printable.Text(code)}" : status.IsDirty ? "dirty" : "current"));
}
