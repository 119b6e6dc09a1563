using System.Globalization;
using Hammer.Running;

namespace Hammer.Loads.Projections;

/// <summary>A host's process: one caller writes runs, one reads the list, both with pauses, and some ask for refreshes all the time.</summary>
internal static class ProjectionsWorker
{
    internal const string Quiet = "quiet", Refreshing = "refreshing", Open = "open";

    /// <summary>Arguments: NAME CALLERS ROWS SEED. Names are never used twice: they are in the ids of runs.</summary>
    internal static async Task<Func<Task>> PrepareAsync(string connection, string[] a)
    {
        (string name, int callers, int rows, int seed) = (a[0], Number(a[1]), Number(a[2]), Number(a[3]));
        RunList list = new(connection, name);
        await list.StartAsync();
        return async () =>
        {
            await using (list)
            {
                using Phases phases = new();
                using RefreshOutcomes outcomes = new(phases);
                await phases.RunAsync(
                [
                    () => WriteAsync(list, phases, name, rows, new Random(seed)),
                    () => ReadAsync(list, phases, new Random(seed)),
                    .. Enumerable.Range(0, callers).Select<int, Func<Task>>(caller => () => AskAsync(list, phases, $"{name}-ask-{caller}")),
                ]);
            }
        };
    }

    private static async Task WriteAsync(RunList list, Phases phases, string name, int rows, Random random)
    {
        for (int i = 0; !phases.IsOver; i++)
        {
            string run = i % 5 == 0 ? $"{name}-{i}" : $"run-{random.Next(rows):D8}";
            long seq = 1;
            await phases.MeasureAsync("write", async () =>
            {
                if (i % 5 == 0)
                    await list.CreateAsync(run, i);
                else
                    seq = await list.AppendAsync(run);
            });
            Worker.Tell($"wrote {run} {seq}");
            await Task.Delay(random.Next(5, 20));
        }
    }

    private static async Task ReadAsync(RunList list, Phases phases, Random random)
    {
        while (!phases.IsOver)
        {
            await phases.MeasureAsync("read", () => list.FirstPageAsync(random.Next(RunList.Tenants)));
            await Task.Delay(random.Next(5, 20));
        }
    }

    /// <summary>Asks again as soon as it is answered. Every fourth time it has written before: then the answer must show that.</summary>
    private static async Task AskAsync(RunList list, Phases phases, string run)
    {
        await list.CreateAsync(run, 0);
        for (int i = 0; !phases.IsOver; i++)
        {
            if (phases.Current is Phases.WarmUp or Quiet)
            {
                await Task.Delay(10);
                continue;
            }

            long seq = i % 4 == 0 ? await list.AppendAsync(run) : 0;
            await phases.MeasureAsync("refresh", () => Worker.PersistAsync(async () =>
            {
                await list.RefreshAsync();
                return true;
            }));
            if (seq > 0 && (await list.FindAsync(run)).Seq < seq)
                Worker.Tell($"stale {run} {seq}");
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
