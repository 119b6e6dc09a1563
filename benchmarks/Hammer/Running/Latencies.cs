using System.Diagnostics;
using System.Globalization;

namespace Hammer.Running;

/// <summary>How long calls of a worker took, by the phase in which they began and by kind. Thread-safe.</summary>
internal sealed class Latencies
{
    // A line must fit into one atomic write of a pipe: a kill leaves whole lines.
    private const int PerLine = 300;

    private readonly Lock _lock = new();

    // Under _lock.
    private readonly Dictionary<(string Phase, string Kind), List<double>> _milliseconds = [];

    internal void Add(string phase, string kind, long start)
    {
        double elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        lock (_lock)
        {
            if (!_milliseconds.TryGetValue((phase, kind), out List<double>? list))
                _milliseconds.Add((phase, kind), list = []);
            list.Add(elapsed);
        }
    }

    /// <summary>Tells what has been added since the last time.</summary>
    internal void Tell()
    {
        KeyValuePair<(string Phase, string Kind), List<double>>[] told;
        lock (_lock)
        {
            told = [.. _milliseconds];
            _milliseconds.Clear();
        }

        foreach (((string phase, string kind), List<double> list) in told)
        {
            foreach (double[] chunk in list.Chunk(PerLine))
                Worker.Tell($"took {phase} {kind} {string.Join(' ', chunk.Select(static ms => ms.ToString("0.###", CultureInfo.InvariantCulture)))}");
        }
    }

    /// <summary>Gathers what workers have told of the phases, in ascending order.</summary>
    internal static double[] Of(IEnumerable<WorkerProcess> workers, string kind, params string[] phases) =>
    [
        .. workers.SelectMany(static worker => worker.Lines).Select(static line => line.Split(' ')).Where(line => line[0] == "took" && phases.Contains(line[1]) && line[2] == kind)
            .SelectMany(static line => line.Skip(3)).Select(static text => double.Parse(text, CultureInfo.InvariantCulture)).Order(),
    ];

    internal static double At(double[] ordered, double share) => ordered.Length == 0 ? 0 : ordered[(int)Math.Min(ordered.Length - 1, ordered.Length * share)];
}
