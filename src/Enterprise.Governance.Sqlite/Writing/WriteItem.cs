using System.Diagnostics;

namespace Enterprise.Governance.Sqlite;

/// <summary>A unit of work that waits for the writer. Either cancelled while it waits, or taken; never both.</summary>
internal abstract class WriteItem
{
    private const int Waiting = 0, Taken = 1, Cancelled = 2;

    // Written by compare-and-set only: the writer takes, a caller's token cancels.
    private int _state;

    /// <summary>Gets the activity of whoever waits for it.</summary>
    internal ActivityContext Caller { get; } = Activity.Current?.Context ?? default;

    internal bool TryTake() => Interlocked.CompareExchange(ref _state, Taken, Waiting) == Waiting;

    /// <summary>Cancels a unit that has not been taken. INVARIANT: afterwards nothing of it can land.</summary>
    protected bool TryCancel() => Interlocked.CompareExchange(ref _state, Cancelled, Waiting) == Waiting;

    /// <summary>Does the work. An exception rolls back this unit and no other.</summary>
    internal abstract void Run(SqliteWriteContext context);

    /// <summary>Has it fail once the transaction is durable: others of it may be the reason, and what they did is not certain before.</summary>
    internal abstract void Refuse(Exception exception);

    /// <summary>Hands out the result or the refusal, after the commit.</summary>
    internal abstract void Complete();

    internal abstract void Fail(Exception exception);
}

/// <inheritdoc/>
internal sealed class WriteItem<TState, TResult>(Func<SqliteWriteContext, TState, TResult> work, TState state) : WriteItem
{
    private readonly TaskCompletionSource<TResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TResult? _result;
    private Exception? _refusal;

    internal async ValueTask<TResult> WaitAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(
            static (item, token) => ((WriteItem<TState, TResult>)item!).Cancel(token), this);

        // Once the unit is taken, cancellation is too late: the commit is under way, so its result is awaited.
        return await _completion.Task.ConfigureAwait(false);
    }

    internal override void Run(SqliteWriteContext context) => _result = work(context, state);

    internal override void Refuse(Exception exception) => _refusal = exception;

    internal override void Complete()
    {
        if (_refusal is { } refusal)
            _completion.TrySetException(refusal);
        else
            _completion.TrySetResult(_result!);
    }

    internal override void Fail(Exception exception) => _completion.TrySetException(exception);

    private void Cancel(CancellationToken token)
    {
        if (TryCancel())
            _completion.TrySetCanceled(token);
    }
}
