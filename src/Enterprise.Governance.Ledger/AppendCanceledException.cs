namespace Enterprise.Governance.Ledger;

/// <summary>Waiting for an append was cancelled.</summary>
public sealed class AppendCanceledException : OperationCanceledException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="mayHaveLanded">Whether the events may have been, or may yet be, stored.</param>
    /// <param name="innerException">The cancellation.</param>
    /// <param name="cancellationToken">The token that cancelled.</param>
    public AppendCanceledException(bool mayHaveLanded, Exception? innerException, CancellationToken cancellationToken)
        : base(mayHaveLanded ? "The append was cancelled while its commit was under way; the events may be stored." : "The append was cancelled; nothing was stored.", innerException, cancellationToken) =>
        MayHaveLanded = mayHaveLanded;

    /// <summary>Gets whether the events may have been, or may yet be, stored. Repeat with an idempotency key to find out.</summary>
    public bool MayHaveLanded { get; }
}
