namespace Enterprise.Governance.Policies;

/// <summary>Keeps policy sets by version, and which version is in force for which tenant.</summary>
/// <remarks>
/// A version is the SHA-256 of its document, so a stored document never changes. Whoever cites a version in a decision has written
/// it before. Methods are safe to call from several processes at once; each is one atomic change or one consistent read. Broken
/// infrastructure is a <see cref="GovernanceException"/> that says whether it is transient.
/// </remarks>
public interface IPolicySetStore
{
    /// <summary>Keeps a document. Durable when the task ends. A repeat with the same version changes nothing and succeeds.</summary>
    /// <param name="version">The set's <see cref="PolicySet.Version"/>.</param>
    /// <param name="document">The set's <see cref="PolicySet.Document"/>; the store keeps these bytes and no others.</param>
    /// <param name="cancellationToken">Stops the wait; the document may be kept nevertheless.</param>
    /// <returns>A task that ends when the document is kept.</returns>
    ValueTask WriteAsync(string version, ReadOnlyMemory<byte> document, CancellationToken cancellationToken);

    /// <summary>Reads a document.</summary>
    /// <param name="version">The version.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <returns>The bytes that were written, or <see langword="null"/> if no such version was.</returns>
    ValueTask<ReadOnlyMemory<byte>?> ReadAsync(string version, CancellationToken cancellationToken);

    /// <summary>Puts a version in force for a tenant, in place of the one before. Durable when the task ends.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="version">A version that has been written, or <see langword="null"/> to leave the tenant to the other sources again.</param>
    /// <param name="cancellationToken">Stops the wait; the change may have been made.</param>
    /// <returns><see langword="false"/>, and no change, if no such version has been written.</returns>
    ValueTask<bool> ActivateAsync(string tenant, string? version, CancellationToken cancellationToken);

    /// <summary>Reads which version is in force for a tenant.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <returns>The version of the last activation that ended, or <see langword="null"/> if the tenant is left to the other sources.</returns>
    ValueTask<string?> GetActiveAsync(string tenant, CancellationToken cancellationToken);
}
