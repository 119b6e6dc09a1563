namespace Enterprise.Governance.Ledger;

/// <summary>
/// Keeps how the repeated verification of all chains stands, in the database of the chains: one process at a time does it, and the next one goes on where it stopped. Implementations are thread-safe; times are the
/// database's.
/// </summary>
public interface ILedgerVerificationStore
{
    /// <summary>Takes the lease of the verification. Renewing is taking it again.</summary>
    /// <param name="holder">Who asks: a name that no other process has.</param>
    /// <param name="lifetime">How long the lease lives without being renewed.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <returns>Whether the lease is the holder's now (nobody had it, it had run out, or it was the holder's already), and what was saved last, by whomever.</returns>
    ValueTask<LedgerVerificationTurn> TakeAsync(string holder, TimeSpan lifetime, CancellationToken cancellationToken);

    /// <summary>Saves how it stands.</summary>
    /// <param name="holder">Who has the lease.</param>
    /// <param name="state">The text to hand out later, as it is.</param>
    /// <param name="cancellationToken">Before the write has begun: nothing is saved.</param>
    /// <returns><see langword="false"/>, and nothing saved, if the lease is not the holder's any more.</returns>
    ValueTask<bool> SaveAsync(string holder, string state, CancellationToken cancellationToken);

    /// <summary>Gives the lease back; that of somebody else stays, and so does what was saved.</summary>
    /// <param name="holder">Who had it.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <returns>A task that ends when it is free.</returns>
    ValueTask ReleaseAsync(string holder, CancellationToken cancellationToken);
}
