namespace Enterprise.Governance.Ledger;

/// <summary>Where the audit keys come from: a secret store, a KMS, or a ring that was given. Implementations are thread-safe.</summary>
/// <remarks>
/// It is asked when the ledger opens, every <see cref="LedgerOptions.KeyRefreshInterval"/>, and when a run was continued with a key that this process does not have; one question at a time. While it fails, the ledger
/// goes on with the ring of the answer before. Of an exception only the type reaches a log, unless it is a <see cref="LedgerException"/>: what else there is to say, the provider logs.
/// </remarks>
public interface IAuditKeyProvider
{
    /// <summary>Gets the keys as they are to be used from now on.</summary>
    /// <param name="cancellationToken">Cancels asking; also after half a minute.</param>
    /// <returns>The whole ring, old keys included: it takes the place of the one before.</returns>
    ValueTask<AuditKeyRing> GetKeysAsync(CancellationToken cancellationToken);
}
