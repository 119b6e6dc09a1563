using Enterprise.Governance;
using Enterprise.Governance.Policies;
using Microsoft.Extensions.DependencyInjection;
using PipelineWorker;

// usage: PipelineWorker DATABASE EFFECTS FIRST LAST: does the work of runs FIRST..LAST, a line to standard output for all it is told.
string database = args[0];
using FileStream effects = new(args[1], FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0, FileOptions.WriteThrough);
using Stream output = Console.OpenStandardOutput();
await using ServiceProvider provider = WorkerHost.Open(database, TimeProvider.System);
await provider.GetRequiredService<IPolicyEngine>().StartAsync();
IGovernance governance = provider.GetRequiredService<IGovernance>();
for (int run = int.Parse(args[2], System.Globalization.CultureInfo.InvariantCulture); run <= int.Parse(args[3], System.Globalization.CultureInfo.InvariantCulture); run++)
    await RunWork.DoAsync(governance, $"run-{run}", effect => Write(effects, effect), line => Write(output, line));

// One write per line: a kill leaves whole lines.
static void Write(Stream stream, string line) => stream.Write(System.Text.Encoding.UTF8.GetBytes(line + "\n"));
