namespace Enterprise.Governance.Ledger;

/// <summary>One consistent view of the ledger: every read sees the same moment. Not thread-safe; one enumeration at a time.</summary>
public interface ILedgerSnapshot : IAsyncDisposable
{
    /// <summary>Reads all audit keys of the database.</summary>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The records.</returns>
    ValueTask<IReadOnlyList<AuditKeyRecord>> ReadKeysAsync(CancellationToken cancellationToken);

    /// <summary>Streams what the events say of the keys that they name, known to the database or not, in ordinal order of their ids. The database counts, in one pass over all events.</summary>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>A key each; none that no event names.</returns>
    IAsyncEnumerable<AuditKeyUsage> ReadKeyUsageAsync(CancellationToken cancellationToken);

    /// <summary>Reads a run's head row as it is stored.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The head, or <see langword="null"/> if there is no row.</returns>
    ValueTask<RunHead?> ReadHeadAsync(string runId, CancellationToken cancellationToken);

    /// <summary>Tells whether the head of any run was made with the key of a generation; a look at all heads, rarely asked.</summary>
    /// <param name="generation">The generation.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>Whether there is one.</returns>
    ValueTask<bool> HasHeadAsync(long generation, CancellationToken cancellationToken);

    /// <summary>Reads what the table of runs says of a run, where the database has one.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The subject, or <see langword="null"/> if there is no such row or table.</returns>
    ValueTask<RunSubject?> ReadSubjectAsync(string runId, CancellationToken cancellationToken);

    /// <summary>Streams a run's events in order of seq, as they are stored, each with the personal values stored beside it; constant memory.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="fromSeq">The first seq.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The events.</returns>
    IAsyncEnumerable<StoredEvent> ReadEventsAsync(string runId, long fromSeq, CancellationToken cancellationToken);

    /// <summary>Streams the positions, ascending and each once, at which personal values are stored beside no event: nobody but a forger leaves such.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The seqs; nearly always none.</returns>
    IAsyncEnumerable<long> ReadStrayValuesAsync(string runId, CancellationToken cancellationToken);

    /// <summary>Streams the ids of all runs of which there is any trace: a head, an event, a personal value or a row in the table of runs; ordinal.
    /// What is stored as an id and is not text comes as a string that <see cref="GovernanceIdentifier.IsValid"/> refuses.</summary>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The ids.</returns>
    IAsyncEnumerable<string> ReadRunIdsAsync(CancellationToken cancellationToken);
}
