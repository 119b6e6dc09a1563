using System.CommandLine;
using Enterprise.Governance.Cli.Databases;
using Enterprise.Governance.Cli.Hosting;
using Enterprise.Governance.Cli.PolicyFiles;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Policies;

namespace Enterprise.Governance.Cli.Backtesting;

/// <summary><c>governance policy backtest</c>.</summary>
internal static class PolicyBacktestCommand
{
    internal static Command Create(CliHost host)
    {
        Option<string[]> candidate = new("--candidate")
        {
            Description = "Policy files, or directories of *.json, that would take the place of the rules of all tenants; a tenant's own rules stay.",
            HelpName = "FILE",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
            Arity = ArgumentArity.OneOrMore,
        };
        Option<string?> since = TimeBound.CreateOption("--since", "Only decisions from then on."), until = TimeBound.CreateOption("--until", "Only decisions before then.");
        Option<string?> tenant = new("--tenant") { Description = "Only runs of this tenant.", HelpName = "T" };
        Option<string?> defaultEffect = new("--default-effect") { Description = "What happens where no rule decides. Without it, what the sets that decided say." };
        defaultEffect.AcceptOnlyFromAmong("allow", "deny");
        Option<int> examples = ChangeOptions.CreateExamples();
        Option<bool> json = ChangeOptions.CreateJson(), fail = ChangeOptions.CreateFailOnChange();
        Option<string?> connection = DatabaseLocation.CreateOption(), schema = DatabaseLocation.CreateSchemaOption();
        ToolCommand command = new(
            "backtest",
            "Makes the decisions that chains record again: with the sets that made them, then with a candidate, and shows what would change.",
            """
            Arguments are those that the chains keep. Where there are none (captured as a digest, erased), a decision is made again if no rule looks at them, else it is counted and not
            compared. Nothing is written, and no key is needed: whether the chains are intact, `verify` tells. Examples show requests, arguments included.

            Exit codes:
              0  done
              1  the database cannot be read
              2  the candidate does not load, or wrong usage
              3  a decision did not come out as recorded, or something changes and --fail-on-change was given

            """) { candidate, since, until, tenant, defaultEffect, examples, json, fail, connection, schema };
        command.SetAction(async (parse, cancellationToken) =>
        {
            PolicySet? rules = await PolicySetInput.LoadAsync(host, parse.GetRequiredValue(candidate), PolicySetOptions.Default, cancellationToken);
            if (rules is null)
                return ExitCodes.Refused;
            DateTimeOffset now = host.Time.GetUtcNow();
            RecordedPeriod period = new(TimeBound.Read(parse.GetValue(since), "--since", now), TimeBound.Read(parse.GetValue(until), "--until", now), parse.GetValue(tenant));
            PolicyEffect? effect = parse.GetValue(defaultEffect) is { } name ? PolicySetInput.OptionsOf(name).DefaultEffect : null;
            await using OpenedDatabase database = DatabaseLocation.Find(parse.GetValue(connection), parse.GetValue(schema), host).RequireExisting().OpenForReading(host.Time, DatabaseNeeds.Decisions);
            Backtest backtest = new(new CandidateSets(database.PolicySets, rules, effect), parse.GetValue(examples));
            await using ILedgerSnapshot snapshot = await database.Ledger.OpenSnapshotAsync(cancellationToken);
            await RecordedRuns.ReadAsync(snapshot, period, backtest, cancellationToken);
            await using StreamWriter output = host.CreateWriter();
            BacktestReport.Write(output, backtest, rules.Version, parse.GetValue(json));
            return backtest.NotReproduced > 0 || (backtest.Comparison.Changed > 0 && parse.GetValue(fail)) ? ExitCodes.Findings : ExitCodes.Done;
        });
        return command;
    }
}
