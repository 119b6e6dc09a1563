using System.Text.Json;
using Enterprise.Governance;
using Enterprise.Governance.Ledger;
using Quickstart;
using Quickstart.Airline;
using Quickstart.Output;
using Quickstart.Replay;
using Spectre.Console;

bool json = args.Contains("--json");
if (args.Any(static arg => arg != "--json"))
{
    Console.Error.WriteLine($"usage: Quickstart [--json]; with the environment variable {Books.Variable}, a PostgreSQL connection string, it works there instead of on a SQLite file");
    return 2;
}

AirlineDesk airline = new();
IReadOnlyList<Trajectory> trajectories = Trajectory.ReadAll(Path.Combine(AppContext.BaseDirectory, "Data", "tau-airline.jsonl"), airline.Learn);
Books books = Books.Create();
List<double> milliseconds = [];
RunTally[] tallies = [.. trajectories.Select(static trajectory => new RunTally(trajectory.Name))];

if (json)
    await WorkAsync(static () => { });
else
    await AnsiConsole.Progress().StartAsync(async progress =>
    {
        ProgressTask bar = progress.AddTask("Replaying airline support", maxValue: tallies.Length);
        await WorkAsync(() => bar.Value = tallies.Count(static tally => tally.State.IsFinal()));
    });

(Books copy, string forgedRun, long forgedSeq) = await books.CopyAndForgeAsync();
VerifyReport? forged;
await using (Desk auditor = await Desk.OpenAsync(copy))
    forged = await auditor.Ledger.VerifyAsync(forgedRun);

string verify;
await using (Desk auditor = await Desk.OpenAsync(books))
    verify = await CheckAllAsync(auditor.Ledger);

Summary summary = new(
    tallies.Length, tallies.Sum(static t => t.Events), tallies.Sum(static t => t.Actions), tallies.Sum(static t => t.Denied), tallies.Sum(static t => t.Approvals),
    tallies.Count(static t => t.Resumed), tallies.Sum(static t => t.RateLimited), tallies.Sum(static t => t.BudgetExceeded),
    verify, forgedSeq, forged?.Findings.FirstOrDefault()?.Seq, books.Name);
if (json)
{
    Console.WriteLine(JsonSerializer.Serialize(summary, SummaryJson.Default.Summary));
}
else
{
    Tables.Runs(tallies);
    Tables.Totals(summary, milliseconds);
    Tables.Verified(summary, forged);
}

return verify == "intact" && summary.FoundSeq == forgedSeq ? 0 : 1;

// Replays every trajectory. Parked runs wait until the process has let go of everything; a fresh host finds them in the database.
async Task WorkAsync(Action progress)
{
    do
    {
        await using (Desk desk = await Desk.OpenAsync(books))
        {
            Replayer replayer = new(desk.Governance, airline, milliseconds);
            for (int i = 0; i < tallies.Length; i++)
            {
                if (!tallies[i].State.IsFinal())
                    await replayer.ReplayAsync(trajectories[i], Staff.For(i), tallies[i]);
                progress();
            }
        }

        await using Desk office = await Desk.OpenAsync(books);
        await new Supervisor(office.Governance.Approvals, airline).DecideAllAsync();
    }
    while (tallies.Any(static tally => tally.IsParked));
}

async Task<string> CheckAllAsync(ILedger ledger)
{
    VerifyStatus worst = VerifyStatus.Intact;
    Dictionary<string, RunTally> byId = tallies.ToDictionary(static tally => tally.RunId!);
    await foreach (VerifyReport report in ledger.VerifyAllAsync(new VerifyOptions { Strict = true }))
    {
        worst = report.Status < worst ? report.Status : worst;
        byId[report.RunId].Events = report.Checked;
    }

    return worst.ToString().ToLowerInvariant();
}
