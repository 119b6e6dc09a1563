namespace Hammer.Running;

/// <summary>What the load tells its workers to do, line by line, until <c>stop</c> or its own end. After each line a worker tells what it has measured: a kill later on takes none of it.</summary>
internal sealed class Phases : IDisposable
{
    internal const string WarmUp = "warm-up";

    private readonly CancellationTokenSource _over = new();

    // Written by the reading thread alone.
    private volatile string _current = WarmUp;

    /// <summary>Raised when it is time to tell.</summary>
    internal event Action? Telling;

    internal string Current => _current;

    internal bool IsOver => _over.IsCancellationRequested;

    internal Latencies Latencies { get; } = new();

    /// <summary>Runs the worker's tasks until the load says stop, and tells the rest.</summary>
    internal async Task RunAsync(IEnumerable<Func<Task>> tasks)
    {
        Task reading = Task.Factory.StartNew(Read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await Task.WhenAll(tasks.Select(static task => Task.Run(task)));
        await reading;
        Tell();
    }

    internal async Task MeasureAsync(string kind, Func<Task> work)
    {
        string phase = Current;
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        await work();
        Latencies.Add(phase, kind, start);
    }

    public void Dispose() => _over.Dispose();

    private void Read()
    {
        while (Console.In.ReadLine() is { } line && line != "stop")
        {
            _current = line;
            Tell();
        }

        _over.Cancel();
    }

    private void Tell()
    {
        Latencies.Tell();
        Telling?.Invoke();
    }
}
