namespace Enterprise.Governance.Ledger;

/// <summary>The bundle of a run that was verified and is ready to be written. Not thread-safe.</summary>
public interface IEvidenceExport : IAsyncDisposable
{
    /// <summary>Gets the run.</summary>
    string RunId { get; }

    /// <summary>Gets how many events the bundle has: all up to the run's last leaf.</summary>
    long Events { get; }

    /// <summary>Gets how many events of the run come behind that and are not in it.</summary>
    long Unanchored { get; }

    /// <summary>Writes the bundle, once; memory does not grow with the run. The same state of the database gives the same bytes.</summary>
    /// <param name="bundle">Receives the bundle; it stays open.</param>
    /// <param name="personal">Receives the run's personal values that are still stored, in a file of their own; <see langword="null"/> to leave them where they are. It stays open.</param>
    /// <param name="cancellationToken">Cancels writing; what was written until then is no bundle.</param>
    /// <returns>What was written.</returns>
    /// <exception cref="InvalidOperationException">It was written before.</exception>
    ValueTask<EvidenceSummary> WriteAsync(Stream bundle, Stream? personal = null, CancellationToken cancellationToken = default);
}
