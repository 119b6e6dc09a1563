using System.CommandLine;
using Hammer.Loads;
using Hammer.Loads.Chaos;
using Hammer.Loads.Projections;
using Hammer.Running;

Option<int> processes = new("--processes") { Description = "Worker processes.", DefaultValueFactory = static _ => 8 };
Option<int> callers = new("--callers") { Description = "Callers per process.", DefaultValueFactory = static _ => 8 };
Option<int> seconds = new("--seconds") { Description = "How long a measurement lasts.", DefaultValueFactory = static _ => 5 };
Option<int> count = new("--count") { Description = "Appends per process, trials in all, or rows of the list; 0 measures for --seconds.", DefaultValueFactory = static _ => 0 };
Option<int> runs = new("--runs") { Description = "Runs that the ledger's workers share.", DefaultValueFactory = static _ => 1 };
Option<int> batch = new("--batch") { Description = "Events that the ledger's workers append at once.", DefaultValueFactory = static _ => 1 };
Option<int> rounds = new("--rounds") { Description = "How often the ledger and its baseline are measured, in turns; the medians count.", DefaultValueFactory = static _ => 1 };
Option<bool> kill = new("--kill") { Description = "Kill workers at random and start others." };
Option<int> restarts = new("--restarts") { Description = "Restart the server so often in the middle; only without --connection.", DefaultValueFactory = static _ => 0 };
Option<int?> openSeconds = new("--open-seconds") { Description = "How long a host's transaction stays open; 60 for projections, 30 for held." };
Option<int> seed = new("--seed") { Description = "The seed of everything random.", DefaultValueFactory = static _ => Environment.TickCount & 0xFFFF };
Option<string?> connection = new("--connection") { Description = "An administrator's connection string; without it, a throwaway server is started." };
Option<bool> json = new("--json") { Description = "One JSON object per measurement." };
Argument<string> load = new("load") { Description = "ledger | chaos | verify | ratelimit | costs | projections | held | action" };
load.AcceptOnlyFromAmong("ledger", "chaos", "verify", "ratelimit", "costs", "projections", "held", "action");

RootCommand root = new("Loads a PostgreSQL server through Enterprise.Governance from several processes, and checks afterwards that every promise held.")
{
    load, processes, callers, seconds, count, runs, batch, rounds, kill, restarts, openSeconds, seed, connection, json,
};
root.SetAction(async (parse, cancellationToken) =>
{
    string name = parse.GetRequiredValue(load);
    HammerOptions options = new(
        parse.GetValue(processes), parse.GetValue(callers), TimeSpan.FromSeconds(parse.GetValue(seconds)), parse.GetValue(count), parse.GetValue(runs), parse.GetValue(batch), parse.GetValue(rounds), parse.GetValue(kill), parse.GetValue(restarts),
        TimeSpan.FromSeconds(parse.GetValue(openSeconds) ?? (name == "held" ? 30 : 60)), parse.GetValue(seed));
    await using HammerServer server = await HammerServer.StartAsync(parse.GetValue(connection));
    Report report = new(parse.GetValue(json));
    report.Say($"seed {options.Seed}");
    return await (name switch
    {
        "ledger" when options.Count == 0 => new AppendLoad(server, options, report).RunAsync(),
        "ledger" => new LedgerLoad(server, options, report).RunAsync(cancellationToken),
        "chaos" => new ChaosLoad(server, options, report).RunAsync(cancellationToken),
        "verify" => new VerifyLoad(server, options, report).RunAsync(cancellationToken),
        "ratelimit" => new RateLimitLoad(server, options, report).RunAsync(cancellationToken),
        "costs" => new CostLoad(server, options, report).RunAsync(cancellationToken),
        "held" => new HeldLoad(server, options, report).RunAsync(cancellationToken),
        "action" => new ActionLoad(server, options, report).RunAsync(cancellationToken),
        _ => new ProjectionsLoad(server, options, report).RunAsync(cancellationToken),
    });
});

// A worker is this program once more: worker LOAD CONNECTION ARGUMENTS…
return args is ["worker", var kind, var database, .. var rest] ? await Worker.RunAsync(kind, database, rest) : await root.Parse(args).InvokeAsync();

/// <summary>Lets tests find the program.</summary>
public static partial class HammerProgram;
