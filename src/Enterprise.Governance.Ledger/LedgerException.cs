namespace Enterprise.Governance.Ledger;

/// <summary>The ledger refuses an append, or its keys do not fit the database.</summary>
/// <remarks>
/// Codes: <c>idempotency_key_reused</c>, <c>unexpected_seq</c>, <c>event_not_canonical</c>, <c>event_too_large</c>, <c>personal_pointer_invalid</c>, <c>run_archived</c>,
/// <c>audit_key_behind</c> (transient: another process has activated a newer key), <c>head_moved</c> (transient), <c>audit_key_changed</c>, <c>audit_keys_invalid</c>,
/// <c>audit_keys_unavailable</c> (transient: the provider of the keys fails).
/// Nothing was stored.
/// </remarks>
public sealed class LedgerException : GovernanceException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="code">A code of the list above.</param>
    /// <param name="message">A message for people, without payload and without secrets.</param>
    /// <param name="isTransient">Whether the same call may succeed later.</param>
    /// <param name="innerException">The cause.</param>
    public LedgerException(string code, string message, bool isTransient = false, Exception? innerException = null)
        : base(code, message, isTransient, innerException)
    {
    }

    /// <summary>Gets or sets what asks for the keys that the refusal is on account of.</summary>
    internal Func<CancellationToken, ValueTask<bool>>? AskForKeys { get; init; }

    /// <summary>For stores: after <c>audit_key_behind</c>, waits until this process has asked for its keys again.</summary>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <returns>Whether it has other keys now, so that the same write is to be tried once more. <see langword="false"/> at once for every other code.</returns>
    /// <remarks>Nothing of the refused write may be stored, and no lock held, while it is waited for: the new keys are registered in the same database.</remarks>
    public ValueTask<bool> CatchUpAsync(CancellationToken cancellationToken) => AskForKeys?.Invoke(cancellationToken) ?? ValueTask.FromResult(false);
}
