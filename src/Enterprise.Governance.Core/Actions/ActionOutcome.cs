using System.Collections.Immutable;

namespace Enterprise.Governance;

/// <summary>The outcome of a governed call: a value, never an exception. Immutable.</summary>
/// <typeparam name="T">What the action returns.</typeparam>
public sealed record ActionOutcome<T>
{
    /// <summary>Gets how the call ended.</summary>
    public required ActionStatus Status { get; init; }

    /// <summary>Gets what the action returned; only for <see cref="ActionStatus.Completed"/>, and not once erased.</summary>
    public T? Value { get; init; }

    /// <summary>Gets a stable code that tells more than the status, such as <c>approval_denied</c>; <see langword="null"/> when completed.</summary>
    public string? Code { get; init; }

    /// <summary>Gets the reason in words, or <see langword="null"/>.</summary>
    public string? Reason { get; init; }

    /// <summary>Gets the ids of the policies that took part in the decision.</summary>
    public ImmutableArray<string> PolicyIds { get; init; } = [];

    /// <summary>Gets the approval that is asked for or was used, or <see langword="null"/>.</summary>
    public string? ApprovalId { get; init; }

    /// <summary>Gets after how long another call can succeed, for <see cref="ActionStatus.RateLimited"/>; <see langword="null"/> if waiting does not help (a limit of 0) or nobody knows.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Gets the cost units that were charged.</summary>
    public long CostUnits { get; init; }

    /// <summary>Gets whether this is the stored outcome of an earlier call with the same idempotency key.</summary>
    public bool IsReplay { get; init; }

    /// <summary>Gets whether the stored result was erased; then there is no value.</summary>
    public bool IsErased { get; init; }

    /// <summary>Gets what the action threw, for <see cref="ActionStatus.Failed"/> in the process where it happened.</summary>
    public Exception? Exception { get; init; }

    /// <summary>Gets whether the action was carried out.</summary>
    public bool IsCompleted => Status == ActionStatus.Completed;
}
