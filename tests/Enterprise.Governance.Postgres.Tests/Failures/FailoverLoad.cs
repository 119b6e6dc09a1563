using System.Collections.Concurrent;
using System.Text.Json.Serialization;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Postgres.Tests.Failures;

/// <summary>Callers that append and act without pause, each on a run of its own, and repeat under the same key what has failed.</summary>
internal sealed partial class FailoverLoad(IGovernance governance)
{
    // Between two tries of a caller whose server is away.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly Lock _lock = new();

    // What is waited for. Under _lock.
    private readonly List<(Func<bool> IsMet, TaskCompletionSource Met)> _waiting = [];

    // Added to by every caller.
    private readonly ConcurrentQueue<AppendReceipt> _receipts = new();
    private readonly ConcurrentQueue<GovernanceException> _failures = new();
    private readonly ConcurrentQueue<string> _effects = new(), _completed = new();
    private int _inDoubt;
    private Task _running = Task.CompletedTask;

    internal IReadOnlyCollection<AppendReceipt> Receipts => _receipts;

    internal IReadOnlyCollection<GovernanceException> Failures => _failures;

    internal IReadOnlyCollection<string> Effects => _effects;

    internal IReadOnlyCollection<string> Completed => _completed;

    internal int InDoubt => _inDoubt;

    internal Task RunAsync(int callers, CancellationToken cancellationToken) => _running = Task.WhenAll(Enumerable.Range(0, callers).Select(i => Task.Run(() => CallAsync($"run-{i}", cancellationToken))));

    internal Task WaitForReceiptsAsync(int count) => WaitAsync(() => _receipts.Count >= count);

    internal Task WaitForFailuresAsync(int count) => WaitAsync(() => _failures.Count >= count);

    private async Task CallAsync(string runId, CancellationToken cancellationToken)
    {
        GovernedRun run = await governance.StartRunAsync(PipelineWorker.WorkerHost.Scope, new RunOptions { RunId = runId }, CancellationToken.None);
        for (int i = 0; !cancellationToken.IsCancellationRequested; i++)
        {
            string key = $"{runId}-{i}";
            await RepeatAsync(async () => _receipts.Enqueue(await run.AppendAsync(LedgerEvent.Create("host.note"), new AppendOptions { IdempotencyKey = key }, CancellationToken.None)));
            await RepeatAsync(() => ActAsync(run, key));
        }
    }

    private async Task ActAsync(GovernedRun run, string key)
    {
        ActionOutcome<string> outcome = await run.InvokeAsync(
            new ActionCall("work", "worker", "{}"u8.ToArray(), key),
            _ =>
            {
                _effects.Enqueue(key);
                return ValueTask.FromResult(key);
            },
            FailoverJson.Default.String, CancellationToken.None);
        if (outcome.Status == ActionStatus.Completed)
            _completed.Enqueue(key);
        else if (outcome.Status is ActionStatus.InDoubt or ActionStatus.InProgress)
            Interlocked.Increment(ref _inDoubt);
    }

    /// <summary>Does something until it is done: what failed for a while is repeated under its key. Anything but a failure of ours ends the test.</summary>
    private async Task RepeatAsync(Func<Task> work)
    {
        while (true)
        {
            try
            {
                await work();
                Tell();
                return;
            }
            catch (GovernanceException e) when (e.IsTransient)
            {
                _failures.Enqueue(e);
                Tell();
                await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
            }
        }
    }

    private async Task WaitAsync(Func<bool> isMet)
    {
        TaskCompletionSource met = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
            _waiting.Add((isMet, met));
        Tell();
        await (await Task.WhenAny(met.Task, _running)).WaitAsync(TestContext.Current.CancellationToken);
    }

    private void Tell()
    {
        lock (_lock)
        {
            foreach ((_, TaskCompletionSource met) in _waiting.Where(static w => w.IsMet()))
                met.TrySetResult();
        }
    }

    [JsonSerializable(typeof(string))]
    private sealed partial class FailoverJson : JsonSerializerContext;
}
