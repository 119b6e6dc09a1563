using System.Globalization;
using System.Text;
using Enterprise.Governance;
using Enterprise.Governance.Policies;
using Microsoft.Extensions.DependencyInjection;
using PipelineWorker;

// usage: PipelineWorker WORK STORE EFFECTS ARGUMENTS, where STORE is a SQLite file or a PostgreSQL connection string, and WORK one of
//   runs FIRST LAST    does the work of these runs alone, one after the other
//   share FIRST LAST   does the work of these runs beside other processes, each under its lease, until all have ended
//   call               carries out what each line of standard input names: RUN ACTION KEY
//   decide RUN         approves what waits in the run
//   hold RUN           takes the run's lease, and keeps its first action going until a line comes
// A line to standard output for all it is told.
using EffectLog effects = new(args[2]);
using Stream output = Console.OpenStandardOutput();
await using ServiceProvider provider = WorkerHost.Open(args[1], TimeProvider.System);
await provider.GetRequiredService<IPolicyEngine>().StartAsync();
IGovernance governance = provider.GetRequiredService<IGovernance>();
switch (args[0])
{
    case "runs":
        for (int run = Number(args[3]); run <= Number(args[4]); run++)
            await RunWork.DoAsync(governance, $"run-{run}", effects.Add, Tell);
        break;
    case "share":
        await SharedRuns.DoAsync(governance, [.. Enumerable.Range(Number(args[3]), Number(args[4]) - Number(args[3]) + 1).Select(static i => $"run-{i}")], effects.Add, Tell);
        break;
    case "call":
        await KeyedCalls.DoAsync(governance, Console.In, effects.Add, Tell);
        break;
    case "decide":
        await Approver.DoAsync(governance, args[3], Tell);
        break;
    case "hold":
        await LeaseHolder.DoAsync(governance, args[3], Console.In, effects.Add, Tell);
        break;
    default:
        return 2;
}

return 0;

// One write per line: a kill leaves whole lines.
void Tell(string line) => output.Write(Encoding.UTF8.GetBytes(line + "\n"));

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
