using System.Diagnostics;
using Npgsql;

namespace Enterprise.Governance.Postgres;

/// <summary>A unit of work of the group commit, on one run whose head is locked for it.</summary>
/// <remarks>
/// What it does has three parts: commands that run under the lock (<see cref="AddCommands"/>, answered in <see cref="ReadAsync"/>), events
/// sealed in memory (<see cref="Apply"/>), and the result, which is handed out once the commit is durable.
/// </remarks>
internal abstract class PostgresWork(string runId)
{
    private const int Waiting = 0, Taken = 1, Cancelled = 2;

    // Waiting, Taken or Cancelled. Written by Interlocked: the queue takes an item, its caller cancels one that is not taken.
    private int _state;

    internal string RunId { get; } = runId;

    /// <summary>Gets the activity of whoever waits for it.</summary>
    internal ActivityContext Caller { get; } = Activity.Current?.Context ?? default;

    /// <summary>Gets the advisory locks that its commands need, of the cost meter; in no order.</summary>
    internal virtual IReadOnlyList<long> LockKeys => [];

    /// <summary>Gets whether it has commands of its own.</summary>
    internal virtual bool HasCommands => false;

    /// <summary>Gets whether it does nothing but append, whatever the head is: then it may be sealed after one that is only known.</summary>
    internal virtual bool TakesAnyHead => false;

    /// <summary>Gets whether its commands may change rows: then they must be undone if it fails afterwards.</summary>
    internal virtual bool MayWrite => HasCommands;

    /// <summary>Gets or sets since when the queue has it, as a timestamp of the queue's clock; owned by the queue.</summary>
    internal long EnqueuedAt { get; set; }

    /// <summary>Gets or sets how often its run was held by somebody else; owned by the queue.</summary>
    internal int Deferrals { get; set; }

    /// <summary>Gets or sets before which timestamp it is not tried again; owned by the queue.</summary>
    internal long NotBefore { get; set; }

    internal bool TryTake() => Interlocked.CompareExchange(ref _state, Taken, Waiting) == Waiting;

    /// <summary>Puts it back: nothing of it has been done, so its caller may cancel it again.</summary>
    internal virtual void PutBack() => Volatile.Write(ref _state, Waiting);

    internal bool TryCancel() => Interlocked.CompareExchange(ref _state, Cancelled, Waiting) == Waiting;

    internal virtual void AddCommands(NpgsqlBatch batch)
    {
    }

    /// <summary>Reads the answers to its own commands; the reader stands on the first of them, and is left behind the last.</summary>
    internal virtual Task ReadAsync(NpgsqlDataReader reader) => Task.CompletedTask;

    /// <summary>Makes the result and the events that go with it. What it throws fails this unit alone.</summary>
    internal abstract void Apply(PostgresChains chains);

    /// <summary>Has it fail once the transaction is durable: others of it may be the reason, and what they did is not certain before.</summary>
    internal abstract void Refuse(Exception exception);

    /// <summary>Hands out the result, or the refusal.</summary>
    internal abstract void Complete();

    internal abstract void Fail(Exception exception);
}

/// <summary>A unit of work with a result.</summary>
internal abstract class PostgresWork<TResult>(string runId) : PostgresWork(runId)
{
    private readonly TaskCompletionSource<TResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TResult? _result;
    private Exception? _refusal;

    // Written before it is registered, so whoever puts the unit back sees it or leaves the cancelling to the registration.
    private CancellationToken _cancellation;

    internal sealed override void Apply(PostgresChains chains)
    {
        _refusal = null;
        _result = Decide(chains);
    }

    internal sealed override void Refuse(Exception exception) => _refusal = exception;

    /// <summary>Makes the same unit anew: a flush may still look at one that it has failed.</summary>
    internal abstract PostgresWork<TResult> Again();

    /// <summary>Makes the result; may run again if another unit of the flush made the server undo it.</summary>
    protected abstract TResult Decide(PostgresChains chains);

    internal sealed override void Complete()
    {
        if (_refusal is { } refusal)
            _completion.TrySetException(refusal);
        else
            _completion.TrySetResult(_result!);
    }

    internal sealed override void Fail(Exception exception) => _completion.TrySetException(exception);

    internal sealed override void PutBack()
    {
        base.PutBack();

        // A token tells only once, and that may have been while the unit was taken.
        if (_cancellation.IsCancellationRequested)
            Cancel(_cancellation);
    }

    /// <summary>Waits for the result. Cancelling counts while the queue has not taken the unit; then its result is awaited.</summary>
    internal async ValueTask<TResult> WaitAsync(CancellationToken cancellationToken)
    {
        _cancellation = cancellationToken;
        using (cancellationToken.UnsafeRegister(static (state, token) => ((PostgresWork<TResult>)state!).Cancel(token), this))
            return await _completion.Task.ConfigureAwait(false);
    }

    private void Cancel(CancellationToken cancellationToken)
    {
        if (TryCancel())
            _completion.TrySetCanceled(cancellationToken);
    }
}
