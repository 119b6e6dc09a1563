namespace Enterprise.Governance;

/// <summary>An idempotency key came again with another action, tool or other arguments: a mistake of the caller. Nothing was done.</summary>
public sealed class IdempotencyKeyReusedException : GovernanceException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="runId">The run.</param>
    public IdempotencyKeyReusedException(string runId)
        : base("idempotency_key_reused", $"the idempotency key was used in run `{runId}` for another action, tool or other arguments") =>
        RunId = runId;

    /// <summary>Gets the run.</summary>
    public string RunId { get; }
}
