using System.Collections.Immutable;

namespace Enterprise.Governance;

/// <summary>
/// The claim of a call: it makes sure that a call is carried out once. A call with an idempotency key keeps its claim for
/// ever; one without loses it when it ends. Immutable.
/// </summary>
public sealed record ClaimRecord
{
    /// <summary>Gets the run.</summary>
    public required string RunId { get; init; }

    /// <summary>Gets the key: <c>k:</c> and the idempotency key, or <c>d:</c> and the binding digest.</summary>
    public required string ClaimKey { get; init; }

    /// <summary>Gets the salted digest that binds action, tool and arguments.</summary>
    public required string Digest { get; init; }

    /// <summary>Gets where it stands, as it is stored.</summary>
    public required ClaimState State { get; init; }

    /// <summary>Gets whether the heartbeat of a running claim has expired by the store's clock.</summary>
    public bool IsStale { get; init; }

    /// <summary>Gets the id of the current attempt.</summary>
    public required string CallId { get; init; }

    /// <summary>Gets the number of the current attempt, from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>Gets the approval whose grant the claim used, or <see langword="null"/>.</summary>
    public string? ApprovalId { get; init; }

    /// <summary>Gets what the outcome says beside the value.</summary>
    public ClaimOutcome? Outcome { get; init; }

    /// <summary>Gets the result as the action returned it, UTF-8 JSON; empty if there is none.</summary>
    public ReadOnlyMemory<byte> Result { get; init; }

    /// <summary>Gets whether the result was erased.</summary>
    public bool IsErased { get; init; }
}
